import { defineTool, type Pause, type RunEvent, ToolferryError } from 'toolferry';
import { type ATPConnection, type ATPSession, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { startATPServer } from '../peers/atp/start-server.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();

const step = (handler: (n: number) => unknown, description = 'One step') =>
  defineTool({
    name: 'step',
    description,
    inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    handler: ({ n }) => handler(n),
  });
const twoSteps = 'return [await api.client.step({ n: 1 }), await api.client.step({ n: 2 })]';

/** Simulates a process that stores its first pause and its session as JSON and then dies. */
async function pauseAndDie(): Promise<{ readonly pause: Pause; readonly session: ATPSession }> {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step(() => new Promise(() => {}))] });
  const pause = await new Promise<Pause>((resolve) => {
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'paused') resolve(event.pause);
    };
    atp.execute(twoSteps, { onEvent }).catch(() => undefined);
  });
  return JSON.parse(JSON.stringify({ pause, session: atp.session }));
}

async function codeOf(run: Promise<unknown>): Promise<unknown> {
  const error = await run.catch((reason: unknown) => reason);
  return ToolferryError.isInstance(error) ? error.code : error;
}

describe('a pause of another process', () => {
  test('a pause of another process resumes with the same session, and the code runs to its end', async () => {
    const { pause, session } = await pauseAndDie();
    expect(JSON.stringify(pause)).not.toContain(session.token);
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n * 10)], session });
    expect((await atp.resume(pause)).result).toEqual([10, 20]);
    expect(atp.session.clientId).toBe(session.clientId);
  });

  test('a resume rejects with pause_mismatch if a tool is defined differently here, and nothing runs', async () => {
    const { pause, session } = await pauseAndDie();
    const runs: number[] = [];
    const tools = [step((n) => runs.push(n), 'Another step')];
    const atp = await connectATP({ baseUrl: server.baseUrl, tools, session });
    expect(await codeOf(atp.resume(pause))).toBe('pause_mismatch');
    expect(runs).toEqual([]);
  });

  test('a resume without the session of the pause rejects with pause_mismatch', async () => {
    const { pause } = await pauseAndDie();
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)] });
    expect(await codeOf(atp.resume(pause))).toBe('pause_mismatch');
  });

  test('a pause that is resumed twice at the same time completes once and rejects once with already_resumed', async () => {
    const { pause, session } = await pauseAndDie();
    const runs: number[] = [];
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => runs.push(n))], session });
    const [first, second] = await Promise.all([atp.resume(pause), codeOf(atp.resume(pause))]);
    expect(first.result).toEqual([1, 2]);
    expect(second).toBe('already_resumed');
    expect(runs).toEqual([1, 2]);
  });

  test('a resume rejects with execution_expired after another connection has resumed the pause', async () => {
    const { pause, session } = await pauseAndDie();
    const connect = () => connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)], session });
    await (await connect()).resume(pause);
    expect(await codeOf((await connect()).resume(pause))).toBe('execution_expired');
  });
});

describe('an abort', () => {
  const watch = async (tool: ReturnType<typeof step>) => {
    const requests: { readonly url: string; body: string }[] = [];
    const watched = await startATPServer({
      intercept: (request) => {
        const entry = { url: request.url ?? '', body: '' };
        requests.push(entry);
        request.on('data', (chunk) => {
          entry.body += chunk;
        });
        return false;
      },
    });
    return { watched, requests, atp: await connectATP({ baseUrl: watched.baseUrl, tools: [tool] }) };
  };
  const isPending = (atp: ATPConnection, baseUrl: string, executionId: string) =>
    fetch(`${baseUrl}/api/resume/${executionId}`, {
      method: 'POST',
      headers: { 'x-client-id': atp.session.clientId, authorization: `Bearer ${atp.session.token}` },
      body: '{}',
    }).then(({ status }) => status !== 404);

  test('an abort while a handler runs aborts the handler, leaves nothing pending and rejects with the reason of the signal', async () => {
    const controller = new AbortController();
    let handlerSignal: AbortSignal | undefined;
    const hangs = defineTool({
      name: 'step',
      description: 'Hangs',
      inputSchema: { type: 'object' },
      handler: (_input, { signal }) => {
        handlerSignal = signal;
        controller.abort(new Error('the user left'));
        return new Promise(() => {});
      },
    });
    const { watched, atp } = await watch(hangs as never);
    let executionId = '';
    const run = atp.execute(twoSteps, {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'paused') executionId = event.pause.runId;
      },
    });
    await expect(run).rejects.toThrow('the user left');
    expect(handlerSignal?.aborted).toBe(true);
    expect(await isPending(atp, watched.baseUrl, executionId)).toBe(false);
    await watched.stop();
  });

  test('an abort while the server works rejects at once, and a later pause is cancelled', async () => {
    const { watched, requests, atp } = await watch(step((n) => n));
    const controller = new AbortController();
    const run = atp.execute('for (let i = 0; i < 1e8; i++) {} return await api.client.step({ n: 1 })', {
      signal: controller.signal,
    });
    const ended = expect(run).rejects.toThrow('too slow');
    await expect.poll(() => requests.at(-1)?.url, { interval: 1 }).toBe('/api/execute');
    controller.abort(new Error('too slow'));
    await ended;
    // Requests run one at a time: the first waits for the abandoned one, the second for the one that cancels it.
    await atp.execute('return 1');
    await atp.execute('return 2');
    const resumes = requests.filter(({ url }) => url.startsWith('/api/resume/'));
    expect(resumes.map(({ body }) => JSON.parse(body))).toEqual([
      { result: { __error: true, message: expect.stringContaining('service not provided') } },
    ]);
    const executionId = resumes[0]?.url.split('/').at(-1) ?? '';
    expect(await isPending(atp, watched.baseUrl, executionId)).toBe(false);
    await watched.stop();
  });

  test('a signal that is aborted before the start sends nothing', async () => {
    const { watched, requests, atp } = await watch(step((n) => n));
    const before = requests.length;
    await expect(atp.execute('return 1', { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
    expect(requests.length).toBe(before);
    await watched.stop();
  });
});

describe('results that could not be delivered', () => {
  /** A connection that loses the server when it sends its first results. */
  const connectLosing = async () => {
    let isLost = false;
    const losing: typeof fetch = async (input, init) => {
      isLost ||= String(input).includes('/api/resume/');
      if (isLost) throw new TypeError('no way out');
      return fetch(input, init);
    };
    const ran: number[] = [];
    const prompts: string[] = [];
    const tools = [step((n) => ran.push(n))];
    const llm = { call: (prompt: string) => `reply ${prompts.push(prompt)}` };
    const atp = await connectATP({ baseUrl: server.baseUrl, tools, llm, fetch: losing });
    const again = () => connectATP({ baseUrl: server.baseUrl, tools, llm, session: atp.session });
    return { atp, again, ran, prompts };
  };
  const pauseIn = async (run: Promise<unknown>): Promise<Pause> => {
    const error: unknown = await run.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'connection_lost' });
    return JSON.parse(JSON.stringify((error as { data: { pause: Pause } }).data.pause)) as Pause;
  };

  test('results that could not be delivered are in the error, and a resume delivers them and runs nothing again', async () => {
    const { atp, again, ran } = await connectLosing();
    const pause = await pauseIn(atp.execute(twoSteps));
    expect(pause.answers).toMatchObject([{ output: 1 }]);
    expect((await (await again()).resume(pause)).result).toEqual([1, 2]);
    expect(ran).toEqual([1, 2]);
  });

  test('replies of an LLM that could not be delivered are not requested again', async () => {
    const { atp, again, prompts } = await connectLosing();
    const pause = await pauseIn(atp.execute(`return await atp.llm.call({ prompt: 'Hi' })`));
    expect((await (await again()).resume(pause)).result).toBe('reply 1');
    expect(prompts).toEqual(['Hi']);
  });

  test('the connection that could not deliver results can resume them itself, more than once', async () => {
    const { atp, ran } = await connectLosing();
    const pause = await pauseIn(atp.execute(twoSteps));
    expect(await pauseIn(atp.resume(pause))).toEqual(pause);
    expect(ran).toEqual([1]);
  });
});

test('an execution that pauses more often than maxRounds rejects with max_rounds', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)] });
  const error = await atp.execute(twoSteps, { maxRounds: 1 }).catch((reason: unknown) => reason as ToolferryError);
  expect(error).toMatchObject({ code: 'max_rounds', data: { pause: { calls: [{ name: 'step', input: { n: 2 } }] } } });
});

test('an execution emits events for every pause and every client-tool call', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)] });
  const types: string[] = [];
  await atp.execute(twoSteps, { onEvent: ({ type }) => types.push(type) });
  const round = ['paused', 'call-started', 'call-ruled', 'call-finished', 'resumed'];
  expect(types).toEqual([...round, ...round]);
});
