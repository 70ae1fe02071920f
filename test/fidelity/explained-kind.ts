import type { LossKind } from 'toolferry/losses';

/** A stranger's tool may refuse what the tool itself takes: it knows only the schema that is shown. */
export type ExplainedKind = LossKind | "stranger's check";
