import { createToolsFromClient } from 'toolferry/ai-sdk';
import { lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { readFile } from '../support/read-file.ts';
import { majors, stream } from './support/majors.ts';

const letta = useLetta();
const read = (path: string) => ({ name: 'read_file', arguments: { path }, id: `call_${path}` });

describe.each(majors)('streamText of ai $major', ({ sdk }) => {
  test('streamText streams text deltas and runs client tools between the steps', async () => {
    const agent = await letta.agent({
      script: [{ text: 'I will read.', calls: [read('a')] }, { text: 'It is read.' }],
    });
    const { tool, ran } = readFile();
    const { parts, partsOf } = await stream(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'read a',
    });
    const pieces = partsOf('text-delta').map(({ text }) => text);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('I will read.It is read.');
    expect(ran).toEqual(['a']);
    const order = parts.map(({ type }) => type).filter((type) => type !== 'text-delta');
    expect(order).toEqual([
      'start',
      ...['start-step', 'text-start', 'text-end', 'tool-call', 'tool-result', 'finish-step'],
      ...['start-step', 'text-start', 'text-end', 'finish-step'],
      'finish',
    ]);
    expect(parts.at(-1)).toMatchObject({ finishReason: 'stop', totalUsage: { totalTokens: 30 } });
  });

  test('streamText has reasoning and text in separate blocks', async () => {
    const agent = await letta.agent({ script: [{ reasoning: 'Let me think.', text: 'So be it.' }] });
    const { parts, partsOf } = await stream(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      prompt: 'go',
    });
    const joined = (type: string) =>
      partsOf(type)
        .map(({ text }) => text)
        .join('');
    expect(joined('reasoning-delta')).toBe('Let me think.');
    expect(joined('text-delta')).toBe('So be it.');
    const ends = parts.map(({ type }) => type).filter((type) => /-(start|end)$/.test(type));
    expect(ends).toEqual(['reasoning-start', 'reasoning-end', 'text-start', 'text-end']);
  });

  test('streamText emits text before the agent has finished its turn', async () => {
    const agent = await letta.agent({
      script: [
        { text: 'I will read.', calls: [read('a')] },
        { text: 'Done.', waitFor: 'gate' },
      ],
    });
    const { tool } = readFile();
    const deltas: string[] = [];
    const settings = {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    };
    const { partsOf } = await stream(sdk, settings, ({ type, text = '' }) => {
      if (type === 'text-delta') deltas.push(text);
      if (type === 'tool-result') void agent.open('gate');
    });
    expect(deltas.join('')).toBe('I will read.Done.');
    expect(partsOf('tool-result')).toHaveLength(1);
  });

  test("streamText has a failure of the agent's model as an error part with its code", async () => {
    const agent = await letta.agent({ script: [{ error: { status: 400, message: 'no such parameter' } }] });
    const { parts, partsOf } = await stream(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      prompt: 'go',
    });
    expect(partsOf('error').map(({ error }) => error)).toEqual([
      expect.objectContaining({ code: 'model_error', message: expect.stringContaining('no such parameter') }),
    ]);
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: 'error' });
  });
});
