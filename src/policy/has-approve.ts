import { type HiddenMark, hiddenMark } from '../mark.js';

/** On a bridge that has an `approve`. */
export const hasApprove: HiddenMark<true> = hiddenMark('has-approve');
