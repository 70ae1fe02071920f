import type { LossKind } from './loss-kinds.js';

/** The framework or server that a tool is converted for. */
export type ConversionTarget = 'langchain' | 'ai-sdk' | 'atp' | 'letta';

/** A loss without its message: its kind and path. */
export type Lost = readonly [kind: LossKind, path: string];
