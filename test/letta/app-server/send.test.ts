import { defineTool, toolResult } from 'toolferry';
import type { LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';

const server = useAppServerAgent();

const weather = defineTool({
  name: 'get_weather',
  description: 'The weather of a city',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  handler: ({ city }) => `sunny in ${city}`,
});
const calls = (...inputs: readonly unknown[]) => inputs.map((input) => ({ name: 'get_weather', arguments: input }));

describe('a turn', () => {
  test('a turn without tools resolves to its text, stop reason and usage', async () => {
    const { connection } = await server.connect([{ text: 'Hello there.' }]);
    const turn = await connection.send('hi');
    expect(turn).toMatchObject({ text: 'Hello there.', stopReason: 'end_turn' });
    expect(turn.usage).toEqual({ promptTokens: 10, completionTokens: 5, totalTokens: 15, steps: 1 });
    expect(turn.messages).toMatchObject([{ message_type: 'assistant_message', content: 'Hello there.' }]);
  });

  test('a turn runs a client tool, and the model reads its result', async () => {
    const { connection, script } = await server.connect(
      [{ text: 'I will look.', calls: calls({ city: 'Rome' }) }, { text: 'It is sunny.' }],
      { tools: [weather] },
    );
    const turn = await connection.send('how is the weather?');
    expect(turn.text).toBe('It is sunny.');
    expect(turn.usage.steps).toBe(2);
    expect(turn.messages.map(({ message_type }) => message_type)).toEqual([
      'assistant_message',
      'approval_request_message',
      'tool_return_message',
      'assistant_message',
    ]);
    expect(await toolMessages(script)).toEqual(['sunny in Rome']);
  });

  test('a turn offers a tool with its description and schema', async () => {
    const { connection, script } = await server.connect([{ text: 'hi' }], { tools: [weather] });
    await connection.send('hi');
    const [request] = await script.requests();
    const offered = request?.tools?.find(({ function: { name } }) => name === 'get_weather');
    expect(offered?.function).toMatchObject({
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    });
  });

  test('a turn emits its events in order, with complete calls', async () => {
    const { connection } = await server.connect(
      [{ text: 'I will look.', calls: calls({ city: 'Rome' }) }, { text: 'It is sunny.' }],
      { tools: [{ ...weather, handler: (_, { progress }) => void progress('half way') }] },
    );
    const events: LettaEvent[] = [];
    await connection.send('go', { onEvent: (event) => events.push(event) });
    const texts = events.map((event) => (event.type === 'text' ? event.text : ` [${event.type}] `)).join('');
    expect(texts).toBe(
      'I will look. [call-requested]  [call-started]  [call-ruled]  [call-progress]  [call-finished] It is sunny.',
    );
    const call = { id: 'call_1_1', name: 'get_weather' };
    expect(events.find(({ type }) => type === 'call-requested')).toEqual({
      type: 'call-requested',
      call: { ...call, input: '{"city":"Rome"}' },
      on: 'client',
    });
    expect(events.find(({ type }) => type === 'call-started')).toEqual({
      type: 'call-started',
      call: { ...call, input: { city: 'Rome' } },
    });
  });

  test('a stream ends with a done event that has the turn', async () => {
    const { connection } = await server.connect([{ calls: calls({ city: 'Rome' }) }, { text: 'Done.' }], {
      tools: [weather],
    });
    const events: LettaEvent[] = [];
    for await (const event of connection.stream('go')) events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'done', turn: { text: 'Done.', stopReason: 'end_turn' } });
    expect(events.some(({ type }) => type === 'call-finished')).toBe(true);
  });

  test('a turn accepts images from the user', async () => {
    const { connection, script } = await server.connect([{ text: 'I see.' }]);
    const image = { type: 'base64', media_type: 'image/png', data: pixel } as const;
    const { text } = await connection.send([
      { type: 'text', text: 'what is it?' },
      { type: 'image', source: image },
    ]);
    expect(text).toBe('I see.');
    const [request] = await script.requests();
    const shown = JSON.stringify(request?.messages.at(-1));
    expect(shown.includes('what is it?')).toBe(true);
    // The scripted model does not support images: the server notes that only if there is an image.
    expect(shown.includes('image omitted')).toBe(true);
  });

  test('a turn remembers the previous turn', async () => {
    const { connection, script } = await server.connect([{ text: 'one' }, { text: 'two' }]);
    await connection.send('my-first-message');
    expect((await connection.send('and now?')).text).toBe('two');
    expect(JSON.stringify((await script.requests())[1]?.messages).includes('my-first-message')).toBe(true);
  });

  test('a turn waits for the previous turn', async () => {
    const { connection, script } = await server.connect([{ text: 'one', waitFor: 'gate' }, { text: 'two' }]);
    const first = connection.send('first');
    const second = connection.send('second');
    await script.open('gate');
    expect([(await first).text, (await second).text]).toEqual(['one', 'two']);
  });
});

describe('calls', () => {
  test('the results of all calls of a step are sent in one continuation', async () => {
    const { connection, script } = await server.connect(
      [{ calls: calls({ city: 'Rome' }, { city: 'Oslo' }, { city: 'Bern' }) }, { text: 'Done.' }],
      { tools: [weather] },
    );
    expect((await connection.send('go')).text).toBe('Done.');
    expect(await toolMessages(script)).toEqual(['sunny in Rome', 'sunny in Oslo', 'sunny in Bern']);
    expect(await script.requests()).toHaveLength(2);
  });

  test('the model reads the error of a handler that throws, without its stack', async () => {
    const broken = {
      ...weather,
      handler: () => {
        throw new Error('the station is down\n    at secret.ts:1');
      },
    };
    const { connection, script } = await server.connect([{ calls: calls({ city: 'Rome' }) }, { text: 'Oh.' }], {
      tools: [broken],
    });
    const { messages } = await connection.send('go');
    expect(await toolMessages(script)).toEqual(['Error: the station is down']);
    expect(messages.find(({ message_type }) => message_type === 'tool_return_message')).toMatchObject({
      status: 'error',
    });
  });

  test('the model reads an error that a handler returns', async () => {
    const failing = { ...weather, handler: () => toolResult({ error: { message: 'no such city' } }) };
    const { connection, script } = await server.connect([{ calls: calls({ city: 'Rome' }) }, { text: 'Oh.' }], {
      tools: [failing],
    });
    await connection.send('go');
    expect(await toolMessages(script)).toEqual(['Error: no such city']);
  });

  test('a call with an invalid argument does not run', async () => {
    let runs = 0;
    const { connection, script } = await server.connect([{ calls: calls({ city: 7 }) }, { text: 'Oh.' }], {
      tools: [{ ...weather, handler: () => ++runs }],
    });
    await connection.send('go');
    expect(await toolMessages(script)).toEqual([
      expect.stringMatching(/^Error: Invalid input for "get_weather": .*city/),
    ]);
    expect(runs).toBe(0);
  });

  test('a call with broken arguments is refused by the server and reported as a failed server tool', async () => {
    let runs = 0;
    const { connection } = await server.connect([{ calls: calls('{"city": ') }, { text: 'Oh.' }], {
      tools: [{ ...weather, handler: () => ++runs }],
    });
    const events: LettaEvent[] = [];
    await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(events.find(({ type }) => type === 'server-tool-returned')).toMatchObject({
      failed: true,
      text: expect.stringContaining('missing required parameter: city'),
    });
    expect(runs).toBe(0);
  });

  test('the model is shown the images and text of a result', async () => {
    const photo = {
      ...weather,
      handler: () =>
        toolResult({
          content: [
            { type: 'text', text: 'the sky' },
            { type: 'file', mediaType: 'image/png', data: pixel },
          ],
        }),
    };
    const { connection, script } = await server.connect([{ calls: calls({ city: 'Rome' }) }, { text: 'Nice.' }], {
      tools: [photo],
    });
    await connection.send('go');
    // The scripted model does not support images: the server notes that only if there is an image.
    expect(await toolMessages(script)).toEqual(['the sky\n(tool image omitted: model does not support images)']);
  });

  test('the model is shown an empty string if a handler returns one', async () => {
    const { connection, script } = await server.connect([{ calls: calls({ city: 'Rome' }) }, { text: 'Oh.' }], {
      tools: [{ ...weather, handler: () => '' }],
    });
    await connection.send('go');
    expect(await toolMessages(script)).toEqual(['""']);
  });

  test('a result that is longer than the server shows loses its middle', async () => {
    const { connection, script } = await server.connect([{ calls: calls({ city: 'Rome' }) }, { text: 'Oh.' }], {
      tools: [{ ...weather, handler: () => `start ${'x'.repeat(50_000)} end` }],
    });
    await connection.send('go');
    const [content] = (await toolMessages(script)) as [string];
    expect(content).toMatch(/^start x+\n.*characters left out.*\nx+ end$/);
    expect(content.length).toBeLessThanOrEqual(32_000);
  });
});

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
