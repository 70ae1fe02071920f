import type { MessageContent } from '@langchain/core/messages';
import { toJSON } from '../result/to-json.js';
import type { Block } from './block-source.js';
import { toPart } from './content-parts.js';
import { isImage, toBlock } from './tool-message.js';

/** A tool's blocks as they go into a message again: images as the block that every model reads, others as they were. */
export function toNativeContent(blocks: readonly Block[]): MessageContent {
  return blocks.map((block) => {
    const part = toPart(block);
    return part && isImage(part) ? toBlock(part) : toJSON(block);
  }) as MessageContent;
}
