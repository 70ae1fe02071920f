/** Marks on bridges, for what connects servers to them. @module */

import { type HiddenMark, hiddenMark } from '../mark.js';
import type { BridgeEvent } from '../types.js';

/** On a bridge that has an `approve`. */
export const hasApprove: HiddenMark<true> = hiddenMark('has-approve');

/** On a bridge that has a `journal`. */
export const hasJournal: HiddenMark<true> = hiddenMark('has-journal');

/** On a bridge that has a listener: what calls it. */
export const emitOf: HiddenMark<(event: BridgeEvent) => void> = hiddenMark('emit');
