/**
 * Runs three jobs on a real Letta server. First a Letta agent calls client tools and server tools in one step. Then a LangChain
 * agent and an AI SDK agent use the same tools and the Letta agent. Run it with `npm run demo:letta`; the models are scripts.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Letta } from '@letta-ai/letta-client';
import { generateText, isStepCount } from 'ai';
import { createAgent as createLangChainAgent } from 'langchain';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { connectLetta } from 'toolferry/letta';
import { findLettaEnvironments, lettaEnvironments } from '../../test/peers/letta/environments.ts';
import { startLettaServers } from '../../test/peers/letta/start-servers.ts';
import { makePythonEnvironments } from '../../test/peers/python-environments.ts';
import { scriptedAISDKModel, scriptedLangChainModel } from '../scripted-models.ts';
import { log, startTimeline, traced } from '../timeline.ts';
import { createClientTools } from './client-tools.ts';
import { createAgent } from './create-agent.ts';
import { printTurn } from './print-turn.ts';
import { agentScript, agentSteps, agentTask, turnTask } from './script.ts';
import { tracedFetch } from './traced-fetch.ts';

console.log('Model: none, scripts decide for the Letta agent, the LangChain agent and the AI SDK agent');
if ((await findLettaEnvironments()).missing) {
  console.log("Letta's servers are not installed: installing them from PyPI into .tmp, which takes a minute, once …");
  await makePythonEnvironments(lettaEnvironments);
}
console.log('Starting a Letta server, which takes up to half a minute, and longer on a busy machine …');
const folder = mkdtempSync(path.join(os.tmpdir(), 'toolferry-demo-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
// Ctrl+C also exits normally, so that nothing is left behind.
process.once('SIGINT', () => process.exit(130));
const server = await startLettaServers({ appServer: false }).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

try {
  writeFileSync(path.join(folder, 'march.txt'), '3 4 5');
  const agentId = await createAgent(server.baseUrl, server.model.url);
  console.log(`Letta server: ${server.baseUrl}
  its server tools, in Python: add_up; file_report, which requires approval
  the client tools: read_receipts and delete_receipts (defineTool), exchange_rate (LangChain), free_days (AI SDK)`);

  const letta = await connectLetta({
    client: new Letta({ baseURL: server.baseUrl, apiKey: 'not-a-key', fetch: tracedFetch }),
    agentId,
    tools: (await createClientTools(folder)).map(traced),
    approve: ({ call, reason }) => {
      const approved = call.name === 'file_report';
      log('here', `approve ${call.name}(${JSON.stringify(call.input)})? ${reason}. ${approved ? 'Yes' : 'No'}.`);
      return approved || { approved, reason: 'this demo deletes nothing' };
    },
  });

  startTimeline(`A Letta agent\nTask: ${turnTask}`);
  const turn = await letta.send(turnTask, { onEvent: printTurn() });
  log('agent', turn.text);

  startTimeline(`A LangChain agent\nTask: ${agentTask}`);
  const model = scriptedLangChainModel(agentScript, agentSteps);
  const agent = createLangChainAgent({ model, tools: toLangChain(letta) });
  const { messages } = await agent.invoke({ messages: [{ role: 'user', content: agentTask }] });
  log('agent', String(messages.at(-1)?.text));

  startTimeline(`An AI SDK agent\nTask: ${agentTask}`);
  const { text } = await generateText({
    model: scriptedAISDKModel(agentScript),
    tools: toAISDK(letta),
    stopWhen: isStepCount(agentSteps),
    prompt: agentTask,
  });
  log('agent', text);

  console.log(`\nFiles left: ${readdirSync(folder).join(', ')}`);
} finally {
  await server.stop();
}
