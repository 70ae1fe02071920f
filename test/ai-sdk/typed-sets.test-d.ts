import {
  generateText,
  type InferToolInput,
  type InferToolOutput,
  type InferUITools,
  type LanguageModel,
  streamText,
  type Tool,
  type ToolSet,
  type UIDataTypes,
  type UIMessage,
} from 'ai';
import {
  type Bridge,
  type ClientTool,
  type DefinedTool,
  defineTool,
  type JSONValue,
  limitOutput,
  type Policy,
  toolResult,
} from 'toolferry';
import { type AISDKToolOptions, createToolsFromClient, toAISDKTool, toAISDKTools } from 'toolferry/ai-sdk';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

declare const model: LanguageModel;
declare const policy: Policy;

const add = defineTool({
  name: 'add',
  description: 'Add',
  inputSchema: z.object({ a: z.number(), b: z.number().default(0) }),
  handler: ({ a, b }) => ({ sum: a + b, at: new Date(), note: a > b ? 'more' : undefined }),
});
const readFile = defineTool({
  namespace: 'fs',
  name: 'read-file',
  description: 'Read a file',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  handler: async ({ path }) => [path],
});
const locate = defineTool({
  name: 'locate',
  description: 'Where the user is',
  inputSchema: z.object({ exact: z.boolean() }),
  outputSchema: z.object({ city: z.string() }),
});
const picture = defineTool({
  name: 'picture',
  description: 'Take a picture',
  inputSchema: z.object({}),
  handler: () => toolResult({ output: 1 }),
});
interface Sum {
  sum: number;
  at: string;
  note?: string;
}

// The keys of a set are the visible names.
const tools = createToolsFromClient([add, readFile, locate, picture]);
expectTypeOf<keyof typeof tools>().toEqualTypeOf<'add' | 'fs_read-file' | 'locate' | 'picture'>();
expectTypeOf(tools).toExtend<ToolSet>();
expectTypeOf(toAISDKTools([add, readFile])).toHaveProperty('fs_read-file');
// @ts-expect-error: no such tool
tools['read-file'];

// The input is what a model sends, the output what arrives as JSON.
expectTypeOf<InferToolInput<typeof tools.add>>().toEqualTypeOf<{ a: number; b?: number | undefined }>();
expectTypeOf<InferToolOutput<typeof tools.add>>().toEqualTypeOf<Sum>();
expectTypeOf<InferToolInput<(typeof tools)['fs_read-file']>>().toEqualTypeOf<{ path: string }>();
expectTypeOf<InferToolOutput<(typeof tools)['fs_read-file']>>().toEqualTypeOf<string[]>();
expectTypeOf<InferToolInput<typeof tools.locate>>().toEqualTypeOf<{ exact: boolean }>();
expectTypeOf<InferToolOutput<typeof tools.locate>>().toEqualTypeOf<{ city: string }>();
expectTypeOf<InferToolOutput<typeof tools.picture>['toolferry/result']['output']>().toEqualTypeOf<JSONValue>();

// A tool with a handler has an `execute`, which returns a promise of its output.
expectTypeOf(tools.add.execute({ a: 1 })).toEqualTypeOf<Promise<Sum>>();
expectTypeOf(tools['fs_read-file'].execute).parameter(0).toEqualTypeOf<{ path: string }>();
// @ts-expect-error: another input
tools.add.execute({ a: '1' });
// @ts-expect-error: a tool without a handler has no execute that can be called
tools.locate.execute({ exact: true });

// The messages of a user interface are typed by the set.
type Message = UIMessage<unknown, UIDataTypes, InferUITools<typeof tools>>;
export function sums({ parts }: Message): number[] {
  return parts.flatMap((part) => {
    if (part.type === 'tool-locate' && part.state === 'output-available')
      expectTypeOf(part.output).toEqualTypeOf<{ city: string }>();
    if (part.type !== 'tool-add') return [];
    if (part.state === 'input-available')
      expectTypeOf(part.input).toEqualTypeOf<{ a: number; b?: number | undefined }>();
    // @ts-expect-error: no such tool
    if (part.type === 'tool-subtract') return [];
    return part.state === 'output-available' ? [part.output.sum] : [];
  });
}

// Calls and results are distinguished by name.
const generated = generateText({ model, tools, prompt: 'go' });
streamText({ model, tools: { ...tools, own: toAISDKTool(locate) }, prompt: 'go' });
export async function read(): Promise<(string | number | undefined)[]> {
  const { toolCalls, toolResults } = await generated;
  const paths = toolCalls.map((call) =>
    !call.dynamic && call.toolName === 'fs_read-file' ? call.input.path : undefined,
  );
  const all = toolResults.map((result) =>
    !result.dynamic && result.toolName === 'add' ? result.output.sum : undefined,
  );
  return [...paths, ...all];
}

// A tool of which the handler was removed has no `execute`, and one whose handler always throws is a tool as others are.
const { handler: _, ...elsewhere } = add;
const fail = defineTool({
  name: 'fail',
  description: 'Fail',
  inputSchema: z.object({}),
  handler: () => {
    throw new Error('no');
  },
});
const more = createToolsFromClient([elsewhere, fail]);
expectTypeOf(more).toExtend<ToolSet>();
expectTypeOf<InferToolInput<typeof more.add>>().toEqualTypeOf<{ a: number; b?: number | undefined }>();
expectTypeOf(more.fail.execute({})).toEqualTypeOf<Promise<JSONValue>>();

// A policy can omit tools.
const offered = createToolsFromClient([add, readFile], { policy });
expectTypeOf(offered).toEqualTypeOf<Partial<Pick<typeof tools, 'add' | 'fs_read-file'>>>();
expectTypeOf(offered).toExtend<ToolSet>();
generateText({ model, tools: offered, prompt: 'go' });
// @ts-expect-error: the policy may block it
offered.add.execute({ a: 1 });
declare const options: AISDKToolOptions;
expectTypeOf(createToolsFromClient([add], options).add).toExtend<object | undefined>();
expectTypeOf(createToolsFromClient([add], { approve: () => true, approval: 'framework' })).toEqualTypeOf<
  Pick<typeof tools, 'add'>
>();

// With `progress`, `execute` returns what the AI SDK's type allows.
const reporting = createToolsFromClient([add], { progress: true });
expectTypeOf<InferToolOutput<typeof reporting.add>>().toEqualTypeOf<Sum>();
expectTypeOf(reporting.add).toEqualTypeOf<Tool<{ a: number; b?: number | undefined }, Sum>>();
expectTypeOf(createToolsFromClient([add], { progress: false })).toEqualTypeOf<Pick<typeof tools, 'add'>>();

// Decorators keep names; a shortened output is a string.
const limited = createToolsFromClient([limitOutput({ bytes: 100 })(add), limitOutput({ bytes: 100 })(locate)]);
expectTypeOf<keyof typeof limited>().toEqualTypeOf<'add' | 'locate'>();
expectTypeOf<InferToolOutput<typeof limited.add>>().toEqualTypeOf<Sum | string>();
expectTypeOf<InferToolInput<typeof limited.add>>().toEqualTypeOf<{ a: number; b?: number | undefined }>();
const audited = createToolsFromClient([{ ...add, metadata: { operationType: 'read' } }]);
expectTypeOf<keyof typeof audited>().toEqualTypeOf<'add'>();

// What is known only at run time gives the wide type.
declare const bridge: Bridge;
declare const list: ClientTool[];
declare const either: typeof add | typeof readFile;
declare const text: string;
expectTypeOf(createToolsFromClient(bridge)).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient({ bridge })).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient(list)).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient(list, { policy })).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([add, ...list])).toEqualTypeOf<ToolSet>();
const array = [add, readFile];
expectTypeOf(createToolsFromClient(array)).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([either])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([{ ...add, name: text }])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([{ ...add, namespace: text }])).toEqualTypeOf<ToolSet>();
expectTypeOf<keyof ReturnType<typeof createToolsFromClient<[]>>>().toBeNever();

// So does a name that is not shown unchanged, and one of which not every character is known.
const named = <const Name extends string>(name: Name): DefinedTool<object, null, Name, undefined> =>
  defineTool({ name, description: 'A tool', inputSchema: z.object({}), handler: () => null });
const longest = 'abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789';
expectTypeOf(
  createToolsFromClient([named(longest), named('a'), named('7'), named('-'), named('_x'), named('a1234567')]),
).toExtend<Record<typeof longest | 'a' | '7' | '-' | '_x' | 'a1234567', object>>();
expectTypeOf<
  keyof ReturnType<typeof createToolsFromClient<[DefinedTool<object, null, typeof longest, 'client'>]>>
>().toEqualTypeOf<typeof longest>();
expectTypeOf(createToolsFromClient([named(`${longest}a`)])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([add, named('time.now')])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([named('read file')])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([named('get_天气')])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([named('straße')])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([named('___')])).toEqualTypeOf<ToolSet>();
expectTypeOf(createToolsFromClient([named('')])).toEqualTypeOf<ToolSet>();
declare const some: `tool_${string}` | `tool_${number}`;
expectTypeOf(createToolsFromClient([named(some)])).toEqualTypeOf<ToolSet>();
declare const oneOfTwo: 'left' | 'right';
expectTypeOf(createToolsFromClient([named(oneOfTwo)])).toEqualTypeOf<ToolSet>();
declare const inNamespace: DefinedTool<object, null, 'read', 'fs' | undefined>;
expectTypeOf(createToolsFromClient([inNamespace])).toEqualTypeOf<ToolSet>();
declare const inDefault: DefinedTool<object, null, 'read', 'client' | ''>;
expectTypeOf<keyof ReturnType<typeof createToolsFromClient<[typeof inDefault]>>>().toEqualTypeOf<'read'>();

// Different tools convert in one `map`, with and without a function around it.
const [first] = [add, locate].map((tool) => toAISDKTool(tool));
const [second] = [add, locate].map(toAISDKTool);
type Either = typeof tools.add | typeof tools.locate | undefined;
expectTypeOf(first).toEqualTypeOf<Either>();
expectTypeOf(second).toEqualTypeOf<Either>();

// A client tool that `defineTool` did not return is typed by its handler.
declare const client: ClientTool;
declare const typed: ClientTool<{ path: string }, Date>;
expectTypeOf(toAISDKTool(client)).toEqualTypeOf<Tool<unknown, unknown>>();
expectTypeOf({ a: toAISDKTool(client), b: toAISDKTool(typed) }).toExtend<ToolSet>();
const typedTool = toAISDKTool(typed);
expectTypeOf<InferToolInput<typeof typedTool>>().toEqualTypeOf<{ path: string }>();
expectTypeOf<InferToolOutput<typeof typedTool>>().toEqualTypeOf<string>();
const inline = createToolsFromClient([
  { name: 'inline', description: 'A tool', inputSchema: {}, handler: (input: { n: number }) => [new Date(input.n)] },
]);
expectTypeOf(inline.inline.execute({ n: 1 })).toEqualTypeOf<Promise<string[]>>();

// @ts-expect-error: not an approval mode
createToolsFromClient([add], { approval: 'nobody' });
// @ts-expect-error: a misspelt option
createToolsFromClient([add], { aprove: () => true });
// @ts-expect-error: not a source
createToolsFromClient(add);
// @ts-expect-error: a definition without a description
createToolsFromClient([{ name: 'a', inputSchema: {} }]);
