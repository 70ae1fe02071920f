import { z } from 'zod';
import { CopilotKitCore, HttpAgent0, InterruptState } from '../peers/ag-ui/clients.ts';

type Decision = { readonly approved: boolean; readonly reason?: string };

/** A page with CopilotKit's core, as its React components use it. */
export function openPage(url: string, tools: Readonly<Record<string, () => unknown>>) {
  const agent = new HttpAgent0({ url, threadId: 'page', agentId: 'default' });
  const core = new CopilotKitCore({ agents__unsafe_dev_only: { default: agent as never } });
  const errors: string[] = [];
  core.subscribe({ onError: ({ error }) => void errors.push(error.message) });
  const ran: string[] = [];
  for (const [name, work] of Object.entries(tools)) {
    const handler = async () => {
      ran.push(name);
      return work();
    };
    core.addTool({ name, description: name, parameters: z.object({}), handler });
  }
  const interrupts = new InterruptState();
  agent.subscribe({
    onRunFinishedEvent(end) {
      if (end.outcome === 'interrupt') interrupts.setStandard(end.interrupts as never);
    },
    onRunErrorEvent: ({ event }) => void errors.push(`${event.code}: ${event.message}`),
  });
  return {
    ran,
    errors,
    get messages() {
      return agent.messages as readonly { role: string; content?: unknown; toolCallId?: string }[];
    },
    isAsked: () => interrupts.pending !== null,
    /** Sends a message of the user, and resolves when no tool of the page is left to run. */
    async send(content: string) {
      agent.addMessage({ id: crypto.randomUUID(), role: 'user', content });
      await core.runAgent({ agent: agent as never });
    },
    /** Answers all open approvals, as CopilotKit does: it also writes the decisions into the history. */
    async decide(payload: Decision | 'cancel') {
      let decided: ReturnType<typeof interrupts.resolve> = { kind: 'ignored' };
      const { pending } = interrupts;
      for (const { id } of pending?.kind === 'standard' ? pending.interrupts : [])
        decided = payload === 'cancel' ? interrupts.cancel(id) : interrupts.resolve(payload, id);
      if (decided.kind !== 'resume') throw new Error(`The approvals are ${decided.kind}.`);
      for (const result of decided.toolResults)
        agent.addMessage({ id: `decision ${result.toolCallId}`, role: 'tool', ...result });
      interrupts.clear();
      await core.runAgent({ agent: agent as never, resume: decided.resume as never });
    },
  };
}
