/** What is not the same for the agents that a tool is given to. @module */

export { type ConversionLoss, conversionLosses } from './conversion-losses.js';
export { type LossKind, lossKinds } from './loss-kinds.js';
export type { ConversionTarget } from './lost.js';
