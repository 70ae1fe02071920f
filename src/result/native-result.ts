import { type Mark, ownMark } from '../mark.js';

/**
 * The part of a result that only one framework can use (a LangGraph Command). It travels from the value that `toolResult`
 * makes to the result of the call.
 */
export const nativeResult: Mark<unknown> = ownMark('native-result');
