import { LLMock } from '@copilotkit/aimock';

/** The scripted model's next answer: tool calls or text. */
export type Say = Call | { readonly calls: readonly Call[] } | { readonly text: string };

interface Call {
  readonly call: string;
  readonly input: unknown;
}

export interface ScriptedOpenAI {
  /** The environment variables that direct OpenAI clients to this server. */
  readonly env: { readonly OPENAI_API_KEY: string; readonly OPENAI_BASE_URL: string };
  readonly requests: () => ReturnType<LLMock['getRequests']>;
  stop(): Promise<void>;
}

/** Starts an OpenAI-compatible server whose answers depend on the text of each tool result so far. */
export async function startScriptedOpenAI(
  next: (results: readonly string[]) => Say | Promise<Say>,
): Promise<ScriptedOpenAI> {
  const server = new LLMock({ port: 0, strict: true, logLevel: 'silent' });
  server.on({}, async ({ messages }) => {
    const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content));
    const said = await next(results);
    if ('text' in said) return { content: said.text };
    const calls = 'calls' in said ? said.calls : [said];
    return {
      toolCalls: calls.map(({ call, input }, index) => ({
        id: `call_${results.length + index + 1}`,
        name: call,
        arguments: JSON.stringify(input),
      })),
    };
  });
  const url = await server.start();
  return {
    env: { OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: `${url}/v1` },
    requests: () => server.getRequests(),
    stop: () => server.stop(),
  };
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}
