// Resumes the pause that it reads, with tools and a model of its own, and prints what came of it.

import { text } from 'node:stream/consumers';
import { jsonSchema, tool } from 'ai';
import { aiSDKBackend } from '../../../../dist/ai-sdk/index.js';
import { createBridge, defineTool } from '../../../../dist/index.js';

globalThis.AI_SDK_LOG_WARNINGS = false;
const inputSchema = { type: 'object' };
const ran = [];
const noting = (name) => () => {
  ran.push(name);
  return `${name} in the other process`;
};
const prompts = [];
const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
const parts = [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'done' },
  { type: 'text-end', id: 't' },
  { type: 'finish', finishReason: { unified: 'stop', raw: undefined }, usage },
];
const model = {
  specificationVersion: 'v4',
  provider: 'scripted',
  modelId: 'scripted',
  supportedUrls: {},
  doStream: async ({ prompt }) => {
    prompts.push(prompt);
    return { stream: ReadableStream.from(parts) };
  },
};
const wipe = tool({ inputSchema: jsonSchema(inputSchema), needsApproval: true, execute: noting('wipe') });
const sky = tool({ inputSchema: jsonSchema(inputSchema), execute: noting('sky') });
const locate = defineTool({ name: 'locate', description: 'Where', inputSchema, handler: noting('locate') });
const bridge = createBridge({ tools: [locate], approve: () => true });
const output = await bridge.resume(
  aiSDKBackend({ model, tools: { wipe, sky } }),
  JSON.parse(await text(process.stdin)),
);
console.log(JSON.stringify({ ran, text: output.text, prompt: prompts[0] }));
