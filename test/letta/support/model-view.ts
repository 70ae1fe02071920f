import type { ModelRequest } from '../../peers/letta/script.ts';

/** A tool result as the model reads it: in Letta's JSON, or the text alone. */
interface ReadResult {
  readonly id: string | undefined;
  readonly status?: string;
  readonly message: string;
}

/** Returns the tool results that the model read in one request, in order. */
export function resultsIn(request: ModelRequest | undefined): readonly ReadResult[] {
  return (request?.messages ?? [])
    .filter(({ role }) => role === 'tool')
    .map(({ tool_call_id: id, content }) => ({ id, ...unwrapped(String(content)) }));
}

/** Returns the names of the tools that the model could call. */
export function toolsIn(request: ModelRequest | undefined): readonly string[] {
  return (request?.tools ?? []).map(({ function: { name } }) => name);
}

function unwrapped(text: string): { readonly status?: string; readonly message: string } {
  try {
    const { status, message } = JSON.parse(text) as { status?: string; message?: string };
    return message === undefined ? { message: text } : { ...(status && { status }), message };
  } catch {
    return { message: text };
  }
}
