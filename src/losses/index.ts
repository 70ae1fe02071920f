/** The differences between a tool and its conversion for another framework or server. @module */

export { type ConversionLoss, conversionLosses } from './conversion-losses.js';
export { type LossKind, lossKinds } from './loss-kinds.js';
export type { ConversionTarget } from './lost.js';
