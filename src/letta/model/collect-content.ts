import type { GeneratedPart, StreamPart } from './language-model-v2.js';

interface Collected {
  readonly content: GeneratedPart[];
  add(part: StreamPart): void;
}

/** Joins the parts of a stream to whole content. */
export function collectContent(): Collected {
  const content: GeneratedPart[] = [];
  return {
    content,
    add(part) {
      const last = content.at(-1);
      if (part.type === 'text-start') content.push({ type: 'text', text: '' });
      else if (part.type === 'reasoning-start') content.push({ type: 'reasoning', text: '' });
      else if (part.type === 'tool-call' || part.type === 'tool-result') content.push(part);
      else if ('delta' in part && last && 'text' in last) last.text += part.delta;
    },
  };
}
