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

/** A process that dies at its first pause, having kept the pause and the session as JSON. */
async function diesPaused(): Promise<{ readonly pause: Pause; readonly session: ATPSession }> {
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

describe('a pause made in one process is resumed in another with the same session', () => {
  test('and the code goes on to its end', async () => {
    const { pause, session } = await diesPaused();
    expect(JSON.stringify(pause)).not.toContain(session.token);
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n * 10)], session });
    expect((await atp.resume(pause)).result).toEqual([10, 20]);
    expect(atp.session.clientId).toBe(session.clientId);
  });

  test('a tool that is defined differently there is pause_mismatch, and nothing runs', async () => {
    const { pause, session } = await diesPaused();
    const runs: number[] = [];
    const tools = [step((n) => runs.push(n), 'Another step')];
    const atp = await connectATP({ baseUrl: server.baseUrl, tools, session });
    expect(await codeOf(atp.resume(pause))).toBe('pause_mismatch');
    expect(runs).toEqual([]);
  });

  test('without its session it is pause_mismatch', async () => {
    const { pause } = await diesPaused();
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)] });
    expect(await codeOf(atp.resume(pause))).toBe('pause_mismatch');
  });

  test('twice at the same time: one goes on, the other is already_resumed, and each step runs once', async () => {
    const { pause, session } = await diesPaused();
    const runs: number[] = [];
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => runs.push(n))], session });
    const [first, second] = await Promise.all([atp.resume(pause), codeOf(atp.resume(pause))]);
    expect(first.result).toEqual([1, 2]);
    expect(second).toBe('already_resumed');
    expect(runs).toEqual([1, 2]);
  });

  test('after it was answered elsewhere it is execution_expired', async () => {
    const { pause, session } = await diesPaused();
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

  test('while a local tool runs: the handler is aborted, nothing is left pending, the reason is the signal’s', async () => {
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

  test('while the server works: rejects at once, and what it pauses with later is ended', async () => {
    const { watched, requests, atp } = await watch(step((n) => n));
    const controller = new AbortController();
    const run = atp.execute('for (let i = 0; i < 3e7; i++) {} return await api.client.step({ n: 1 })', {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('too slow')), 20);
    await expect(run).rejects.toThrow('too slow');
    // Requests take turns: the first waits behind the abandoned one, the second behind what ends it.
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

  test('before the start: nothing is sent', async () => {
    const { watched, requests, atp } = await watch(step((n) => n));
    const before = requests.length;
    await expect(atp.execute('return 1', { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
    expect(requests.length).toBe(before);
    await watched.stop();
  });
});

test('a run that pauses too often is ended, with nothing pending', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)] });
  const error = await atp.execute(twoSteps, { maxRounds: 1 }).catch((reason: unknown) => reason as ToolferryError);
  expect(error).toMatchObject({ code: 'max_rounds', data: { pause: { calls: [{ name: 'step', input: { n: 2 } }] } } });
});

test('the events of an execution tell every pause and every local call', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [step((n) => n)] });
  const types: string[] = [];
  await atp.execute(twoSteps, { onEvent: ({ type }) => types.push(type) });
  const round = ['paused', 'call-started', 'call-finished', 'resumed'];
  expect(types).toEqual([...round, ...round]);
});
