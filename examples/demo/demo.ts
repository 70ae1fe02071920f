/**
 * A LangChain agent and an AI SDK agent do the same task over a real ATP server, with server functions and client tools.
 * Run it with `npm run demo`. With OPENAI_API_KEY it uses a real model, and without one a script.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { generateText, isStepCount } from 'ai';
import { createAgent } from 'langchain';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { startATPServer } from '../../test/peers/atp/start-server.ts';
import { sum } from '../../test/peers/atp/sum.ts';
import { log, startTimeline, traced } from '../timeline.ts';
import { aiSDKModel, langChainModel, modelName } from './models.ts';
import { task } from './task.ts';
import { demoTools } from './tools.ts';
import { tracedFetch } from './traced-fetch.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'toolferry-demo-'));
await writeFile(path.join(folder, 'march.txt'), '3 4 5');
await writeFile(path.join(folder, 'april.txt'), '10 20 30');

const server = await startATPServer({ groups: { math: [sum] } });

const atp = await connectATP({
  baseUrl: server.baseUrl,
  fetch: tracedFetch,
  tools: demoTools(folder).map(traced),
  approve: ({ call, reason }) => {
    log('here', `approve ${call.name}(${JSON.stringify(call.input)})? ${reason}. No.`);
    return { approved: false, reason: 'this demo deletes nothing' };
  },
});

console.log(modelName ? `Model: ${modelName}` : 'Model: none, a script decides (set OPENAI_API_KEY to use a real one)');
console.log(`ATP server: ${server.baseUrl} (api.math.sum)\nTask: ${task}`);

startTimeline('A LangChain agent');
const agent = createAgent({ model: langChainModel(), tools: toLangChain(atp) });
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: task }] });
log('agent', String(messages.at(-1)?.text));

startTimeline('An AI SDK agent');
const { text } = await generateText({
  model: aiSDKModel(),
  tools: toAISDK(atp),
  stopWhen: isStepCount(20),
  prompt: task,
});
log('agent', text);

console.log(`\nFiles left: ${(await readdir(folder)).sort().join(', ')}`);
atp.close();
await server.stop();
await rm(folder, { recursive: true });
