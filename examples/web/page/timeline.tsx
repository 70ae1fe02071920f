import { useEffect, useRef } from 'react';
import { CallItem } from './call-item.tsx';
import type { ConversationState } from './conversation.ts';

/** Shows the messages and what runs where. A screen reader reads what is added. */
export function Timeline({ conversation }: { readonly conversation: ConversationState }) {
  const { timeline, phase } = conversation;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (timeline.length > 0) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [timeline.length]);
  const lastNotice = timeline.findLastIndex(({ from }) => from === 'notice');
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      {timeline.length === 0 && <p className="quiet">Nothing has run yet. Send a note.</p>}
      <ol ref={list} aria-live="polite" aria-labelledby="timeline">
        {timeline.map((entry, index) =>
          entry.from === 'call' ? (
            <CallItem key={entry.id} entry={entry} phase={phase} isBeforeNotice={index < lastNotice} />
          ) : (
            <li key={entry.id} className={entry.from}>
              <span className="place">{places[entry.from]}</span>
              <p>{entry.text}</p>
            </li>
          ),
        )}
      </ol>
    </section>
  );
}

const places = { user: 'You', model: 'Model', notice: 'Page' };
