import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { type BaseCheckpointSaver, Command, MemorySaver } from '@langchain/langgraph';
import { createAgent, fakeModel } from 'langchain';
import { type ClientTool, defineTool } from 'toolferry';
import { type ATPConnection, type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { type ApprovalInterrupt, approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';

/** Code of an agent's calls: it takes a note, and then pays money back. */
export const refundCode = `
  const noted = await api.client.note({ text: 'before' });
  return [noted, await api.client.refund({ euros: 5 })];
`;

/** The tools of a process, and what it ran of them. */
export function nestedTools(delays: { [euros: number]: number } = {}, onRan: (done: string) => void = () => {}) {
  const ran: string[] = [];
  const counted = (name: string, member: string, metadata = {}): ClientTool =>
    defineTool({
      name,
      description: name,
      inputSchema: { type: 'object', properties: { [member]: {} }, required: [member] },
      metadata,
      handler: (input) => {
        const done = `${name} ${(input as { [member: string]: unknown })[member]}`;
        ran.push(done);
        onRan(done);
        return done;
      },
    }) as ClientTool;
  const refund: ClientTool = {
    ...counted('refund', 'euros', { operationType: 'destructive' }),
    async validate(value) {
      await new Promise((resolve) => setTimeout(resolve, delays[(value as { euros: number }).euros] ?? 0));
      return { value };
    },
  };
  return { ran, delays, tools: [counted('note', 'text'), refund] };
}

/** A model that decides by the conversation alone, as one does that another process asks: it makes these calls, then answers. */
export function modelThatExecutes(...codes: readonly string[]) {
  const decide = (messages: BaseMessage[]) => {
    if (messages.at(-1)?.type === 'tool') return new AIMessage('done');
    const calls = codes.map((code, index) => ({ id: `call_${index}`, name: 'execute_code', args: { code } }));
    return new AIMessage({ id: 'message-1', content: '', tool_calls: calls });
  };
  return Array.from({ length: 10 }).reduce<ReturnType<typeof fakeModel>>((model) => model.respond(decide), fakeModel());
}

/** Counts the executions that a process starts. */
function countingFetch() {
  const started: string[] = [];
  const network: typeof fetch = (input, init) => {
    if (String(input).endsWith('/api/execute')) started.push(String(init?.body));
    return fetch(input, init);
  };
  return { started, fetch: network };
}

interface NestedAgentOptions extends Partial<ConnectATPOptions> {
  readonly baseUrl: string;
  readonly codes?: readonly string[];
  readonly hasThread?: boolean;
  readonly version?: 'v1' | 'v2';
  readonly delays?: { [euros: number]: number };
  readonly checkpointer?: BaseCheckpointSaver | undefined;
  onRan?(done: string): void;
}

/** What a process has: an agent whose `execute_code` runs code on a server that calls the tools of this process. */
export async function createNestedAgent({
  codes = [refundCode],
  hasThread = true,
  version = 'v2',
  delays = {},
  checkpointer = new MemorySaver(),
  onRan,
  ...options
}: NestedAgentOptions) {
  const { ran, tools } = nestedTools(delays, onRan);
  const { started, fetch } = countingFetch();
  const atp: ATPConnection = await connectATP({ tools, approve: approveByInterrupt(), fetch, ...options });
  const own = createToolsFromClient(atp, { thread: options.journal && hasThread ? true : undefined });
  const agent = createAgent({ model: modelThatExecutes(...codes), tools: own, checkpointer, version });
  const config = { configurable: { thread_id: 't1' } };
  const results = async () => {
    const { messages } = (await agent.graph.getState(config)).values as { messages: BaseMessage[] };
    return messages.filter(({ type }) => type === 'tool').map(({ text }) => text);
  };
  const pending = async (): Promise<{ id: string; value: ApprovalInterrupt }[]> =>
    (await agent.graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts) as never;
  return {
    atp,
    agent,
    ran,
    started,
    pending,
    results,
    start: () => agent.invoke({ messages: [{ role: 'user', content: 'go' }] }, config),
    /** Continues a step that was cut off. */
    goOn: () => agent.invoke(null, config),
    /** Answers what is pending: each call that `decide` returns something for. */
    async answer(decide: (toolCall: ApprovalInterrupt['calls'][number]['toolCall']) => unknown) {
      const interrupts = await pending();
      const resume = interrupts.map(({ id, value }) => [
        id,
        Object.fromEntries(
          value.calls.flatMap(({ toolCall }) => {
            const answer = decide(toolCall);
            return answer === undefined ? [] : [[toolCall.id, answer === true ? { approved: true, toolCall } : answer]];
          }),
        ),
      ]);
      await agent.invoke(new Command({ resume: Object.fromEntries(resume) }), config);
    },
  };
}
