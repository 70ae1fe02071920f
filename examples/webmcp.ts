/**
 * Client tools as WebMCP tools of a page (`document.modelContext`), for the agents of the browser. The browser does not check the
 * inputs of their calls, and replaces what a tool throws with an error without a message: the bridge checks each call, asks for
 * approval, and answers failures as text.
 * Needs Chromium 156 or later with --enable-features=WebMCP, and a page with TLS or on localhost.
 */
import { type Bridge, type ClientTool, type ToolResult, toolName } from 'toolferry';

/** The part of WebMCP that is used here; TypeScript does not know it yet. */
export interface ModelContext {
  registerTool(tool: WebMCPTool, options: { readonly signal: AbortSignal }): Promise<void>;
}

interface WebMCPTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
  readonly annotations: Readonly<Record<'readOnlyHint' | 'consequentialHint' | 'untrustedContentHint', boolean>>;
  execute(input: unknown, options: { readonly signal: AbortSignal }): Promise<string>;
}

export interface OfferedTools {
  /**
   * Offers the tools that the bridge has now, and no others. Call it again when the tools or the policy have changed. Rejects if the
   * browser refuses one, such as one whose name the page has given to another; the others are offered, and that one the next time.
   */
  update(): Promise<void>;
  /** Withdraws all tools. Calls that are running end as usual. */
  stop(): void;
}

/** Offers the tools of a bridge to the agents of the browser. */
export function offerTools(bridge: Bridge, context: ModelContext): OfferedTools {
  const offered = new Map<ClientTool, AbortController>();
  const withdraw = (isKept: (tool: ClientTool) => boolean) => {
    for (const [tool, registration] of offered) {
      if (isKept(tool)) continue;
      registration.abort();
      offered.delete(tool);
    }
  };
  const offer = async (tool: ClientTool) => {
    const registration = new AbortController();
    offered.set(tool, registration);
    try {
      await context.registerTool(toWebMCPTool(bridge, tool), registration);
    } catch (error) {
      if (offered.get(tool) === registration) offered.delete(tool);
      throw error;
    }
  };
  return {
    async update() {
      const tools = [...bridge.tools].filter((tool) => tool.handler && bridge.policy(tool).action !== 'block');
      withdraw((tool) => tools.includes(tool));
      const added = tools.filter((tool) => !offered.has(tool));
      await Promise.all(added.map(offer));
    },
    stop: () => withdraw(() => false),
  };
}

function toWebMCPTool(bridge: Bridge, tool: ClientTool): WebMCPTool {
  const { description, inputSchema, metadata, needsApproval } = tool;
  const name = toolName(tool);
  return {
    name,
    description: description || name, // the browser requires one
    inputSchema: { type: 'object', properties: {}, ...inputSchema },
    annotations: {
      readOnlyHint: metadata?.operationType === 'read',
      consequentialHint: needsApproval !== undefined || bridge.policy(tool).action === 'ask',
      // Your own mark of tools whose results other people wrote, such as web pages and messages.
      untrustedContentHint: metadata?.tags?.includes('untrusted-content') ?? false,
    },
    execute: async (input, { signal }) =>
      toText(await bridge.execute({ id: crypto.randomUUID(), name, input }, { tool, signal })),
  };
}

/** WebMCP knows only text, so that images and files are left out. */
function toText({ error, content, output }: ToolResult): string {
  if (error) return error.message;
  if (content) return content.map((part) => (part.type === 'text' ? part.text : `[${part.mediaType}]`)).join('\n');
  return typeof output === 'string' ? output : JSON.stringify(output);
}
