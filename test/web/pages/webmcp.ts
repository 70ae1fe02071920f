import { createBridge, defineTool } from 'toolferry';
import { type ModelContext, offerTools } from '../../../examples/webmcp.ts';

/** The other part of WebMCP: that of the browser's agents. */
interface AgentContext extends ModelContext {
  getTools(): Promise<readonly AgentTool[]>;
  executeTool(tool: AgentTool, input: object, options: { readonly signal?: AbortSignal }): Promise<string>;
}

interface AgentTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
  readonly annotations: object;
}

const ran: string[] = [];
/** The events of the handler of `wait`: it runs, or it was aborted. */
const waiting = new EventTarget();
const reported = (type: string) => new Promise((resolve) => waiting.addEventListener(type, resolve, { once: true }));
const shown: string[] = [];
const inputSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
const bridge = createBridge({
  tools: [
    defineTool({
      namespace: 'weather',
      name: 'now',
      description: 'The weather in a city',
      inputSchema,
      metadata: { operationType: 'read', tags: ['untrusted-content'] },
      handler: ({ city }) => {
        ran.push(`weather of ${city}`);
        return { city, degrees: 7 };
      },
    }),
    defineTool({
      name: 'fail',
      description: '',
      inputSchema: {},
      handler: () => {
        throw new Error('The station does not answer.\n    at read (/srv/station.js:1:2)');
      },
    }),
    defineTool({
      name: 'erase',
      description: 'Erases all records',
      inputSchema: {},
      metadata: { operationType: 'destructive' },
      handler: () => void ran.push('erase'),
    }),
    defineTool({
      name: 'wait',
      description: 'Waits until it is aborted',
      inputSchema: {},
      handler: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason);
            waiting.dispatchEvent(new Event('abort'));
          });
          waiting.dispatchEvent(new Event('start'));
        }),
    }),
  ],
  approve({ call, reason }) {
    shown.push(`${call.name}: ${reason}`);
    return { approved: false, reason: 'Ada refused it' };
  },
});
const late = defineTool({ name: 'late', description: 'Is added later', inputSchema: {}, handler: () => 'late' });

const context = (document as Document & { readonly modelContext?: AgentContext }).modelContext;
const offered = context && offerTools(bridge, context);

async function find(name: string): Promise<AgentTool> {
  const found = (await context?.getTools())?.find((tool) => tool.name === name);
  if (!found) throw new Error(`The page offers no ${name}.`);
  return found;
}

/** A tool of the page itself. */
const ownTool = new AbortController();
const hints = {
  description: 'Is not of the bridge',
  inputSchema: {},
  annotations: { readOnlyHint: true, consequentialHint: false, untrustedContentHint: false },
};

const page = {
  hasWebMCP: context !== undefined,
  ran,
  shown,
  update: () => offered?.update().catch((error: Error) => error.message),
  stop: () => offered?.stop(),
  add: () => bridge.tools.add(late),
  /** Registers a tool under the name of the one that `add` adds. */
  takeName: () => context?.registerTool({ ...hints, name: 'late', execute: async () => 'of the page' }, ownTool),
  leaveName: () => ownTool.abort(),
  remove: (name: string) => bridge.tools.remove(name),
  names: async () => (await context?.getTools())?.map(({ name }) => name).toSorted(),
  describe: async (name: string) => {
    const { description, inputSchema, annotations } = await find(name);
    return { description, inputSchema, annotations };
  },
  call: async (name: string, input: object) => context?.executeTool(await find(name), input, {}),
  /** Aborts a call of `wait` once its handler runs, and waits until that knows it. Returns the name of the agent's error. */
  abortWait: async () => {
    const [started, aborted, abort] = [reported('start'), reported('abort'), new AbortController()];
    const call = context?.executeTool(await find('wait'), {}, abort).catch((error: Error) => error.name);
    await started;
    abort.abort();
    await aborted;
    return call;
  },
};
export type WebMCPPage = typeof page;
Object.assign(globalThis, { page });
