import type { LossKind } from 'toolferry/losses';

/** The check of a re-created tool knows only the schema that is shown, and can refuse inputs that the tool accepts. */
export type ExplainedKind = LossKind | 're-created check';
