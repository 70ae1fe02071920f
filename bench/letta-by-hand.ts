import type { Letta } from '@letta-ai/letta-client';
import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { ApprovalCreate } from '@letta-ai/letta-client/resources/agents/messages';

const client_tools = [
  {
    name: 'echo',
    description: 'Echo',
    parameters: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  },
];

/** Runs a streamed turn without toolferry, and answers its calls of `echo` until there are no more. */
export async function handWrittenTurn(client: Letta, agentId: string, content: string): Promise<string> {
  let message: MessageCreate | ApprovalCreate = { role: 'user', content };
  for (;;) {
    const body = { messages: [message], client_tools, streaming: true as const, stream_tokens: true };
    const calls = new Map<string, string>();
    let text = '';
    for await (const chunk of await client.agents.messages.create(agentId, body)) {
      if (chunk.message_type === 'assistant_message') text += chunk.content;
      if (chunk.message_type !== 'approval_request_message') continue;
      const { tool_call_id: id, arguments: piece } = chunk.tool_call;
      if (id) calls.set(id, (calls.get(id) ?? '') + (piece ?? ''));
    }
    if (calls.size === 0) return text;
    const approvals = [...calls].map(([tool_call_id, input]) => {
      const { n } = JSON.parse(input) as { n: number };
      return { type: 'tool' as const, tool_call_id, status: 'success' as const, tool_return: JSON.stringify({ n }) };
    });
    message = { type: 'approval', approvals };
  }
}
