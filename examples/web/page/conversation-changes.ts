/** The changes of a conversation, as functions of plain data. */
import type { RunEvent } from 'toolferry';
import type { AGUIOutput } from 'toolferry/ag-ui';
import type { Conversation } from './stored-conversation.ts';
import { addEvent, addNotice, type TextEntry } from './timeline-entries.ts';

/** The user sends a message, and opens a turn. */
export function asked(known: Conversation, text: string): Conversation {
  const id = crypto.randomUUID();
  return {
    ...known,
    turn: { key: `turn ${id}`, messages: [...known.messages, { id, role: 'user', content: text }] },
    timeline: [...known.timeline, { from: 'user', id, text }],
  };
}

/** The run of the open turn emits an event. */
export function happened(known: Conversation, event: RunEvent): Conversation {
  return { ...known, timeline: addEvent(known.timeline, event) };
}

/** The page notices something about the run. */
export function noticed(known: Conversation, text: string): Conversation {
  return { ...known, timeline: addNotice(known.timeline, text) };
}

/** The run of a turn completes. Another tab may have recorded that. */
export function finished(known: Conversation, key: string, { messages, text }: AGUIOutput): Conversation {
  if (known.turn?.key !== key) return known;
  const last = known.timeline.at(-1);
  const isShown = text === '' || (last?.from === 'model' && last.text.endsWith(text));
  const entry: TextEntry = { from: 'model', id: key, text };
  return { ...known, messages, turn: undefined, timeline: isShown ? known.timeline : [...known.timeline, entry] };
}

/** The run of a turn ends without an output. */
export function ended(known: Conversation, key: string, text: string): Conversation {
  return known.turn?.key === key ? { ...noticed(known, text), turn: undefined } : known;
}
