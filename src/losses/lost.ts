import type { LossKind } from './loss-kinds.js';

/** Where a tool is given to. */
export type ConversionTarget = 'langchain' | 'ai-sdk' | 'atp' | 'letta';

/** A loss before it is told: its kind and where. */
export type Lost = readonly [kind: LossKind, path: string];
