import { hiddenMark, type Mark } from '../mark.js';

/**
 * The part of a result that only one framework can use (a LangGraph Command). `shapeResult` copies it from the value that
 * `toolResult` returns to the result of the call.
 */
export const nativeResult: Mark<unknown> = hiddenMark('native-result');
