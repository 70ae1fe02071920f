import { useSyncExternalStore } from 'react';
import type { Agent } from './stored-conversation.ts';

const agents: readonly (readonly [Agent, string])[] = [
  ['langgraph', 'LangGraph'],
  ['ai-sdk', 'AI SDK'],
];

/** The agent is part of the address, so that a reload and a second tab show the same one. */
export function useAgent(): readonly [Agent, (agent: Agent) => void] {
  const agent = useSyncExternalStore(subscribe, () => (location.hash === '#ai-sdk' ? 'ai-sdk' : 'langgraph'));
  return [
    agent,
    (chosen) => {
      location.hash = chosen;
    },
  ];
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

interface Props {
  readonly agent: Agent;
  choose(agent: Agent): void;
}

export function AgentChoice({ agent, choose }: Props) {
  return (
    <fieldset className="agents">
      <legend>Agent</legend>
      {agents.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name="agent" checked={agent === value} onChange={() => choose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
