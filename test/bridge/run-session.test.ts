import { type ClientTool, createBridge, type RunEvent } from 'toolferry';
import { expect, test, vi } from 'vitest';

const call = (id: string, input: object = {}, name = 'work') => ({ id, name, input });

/** A session with a tool whose calls end when they are released. */
function openSession(more: Partial<ClientTool> = {}) {
  const handler = vi.fn(() => gate);
  let release = (_value: string): void => {};
  const gate = new Promise<string>((resolve) => {
    release = resolve;
  });
  const tool: ClientTool = { name: 'work', description: 'Work', inputSchema: {}, handler, ...more };
  const events: RunEvent[] = [];
  const bridge = createBridge({ tools: [tool], approve: () => true });
  const session = bridge.openRun({ onEvent: (event) => events.push(event) });
  return { bridge, session, tool, handler, events, release };
}

test('an equal question joins the one that is running, and both get its answer', async () => {
  const { session, handler, release } = openSession();
  const both = [session.answer([call('a', { x: 1, y: 2 })]), session.answer([call('a', { y: 2, x: 1 })])];
  release('done');
  const [[one], [other]] = (await Promise.all(both)) as [[unknown], [unknown]];
  expect(one).toMatchObject({ toolCallId: 'a', output: 'done' });
  expect(other).toBe(one);
  expect(handler).toHaveBeenCalledOnce();
});

test('another question under the id of a running one rejects before anything runs, and the running one ends', async () => {
  const { session, handler, release } = openSession();
  const running = session.answer([call('a')]);
  const conflicting = session.answer([call('b'), call('a', { other: true })]);
  await expect(conflicting).rejects.toMatchObject({ code: 'call_conflict', data: { toolCallId: 'a' } });
  release('done');
  expect(await running).toMatchObject([{ output: 'done' }]);
  expect(handler).toHaveBeenCalledOnce();
});

test('a call and an approval with one id are two questions', async () => {
  const { session, handler, release } = openSession();
  release('done');
  expect(await session.answer([{ ...call('a'), ask: 'approval' }])).toEqual([{ toolCallId: 'a', approved: true }]);
  expect(await session.answer([call('a')])).toMatchObject([{ output: 'done' }]);
  expect(handler).toHaveBeenCalledOnce();
});

test('the tools of a session are fixed when it opens', async () => {
  const { bridge, session, tool, release } = openSession();
  bridge.tools.remove('work');
  bridge.tools.add({ ...tool, name: 'later' });
  release('done');
  expect([...session.tools].map(({ name }) => name)).toEqual(['work']);
  expect(await session.answer([call('a')])).toMatchObject([{ output: 'done' }]);
  expect(await session.answer([call('b', {}, 'later')])).toMatchObject([{ error: { code: 'unknown_tool' } }]);
});

test('each session has the tools of the moment it opened, whatever was opened before and changed after', () => {
  const { bridge, tool } = openSession();
  const names = (session: ReturnType<typeof bridge.openRun>) => [...session.tools].map(({ name }) => name);
  const sessions = ['first', 'second'].map((name) => {
    const opened = [bridge.openRun(), bridge.openRun()];
    bridge.tools.add({ ...tool, name });
    bridge.tools.remove('work');
    return opened;
  });
  expect(sessions.map((opened) => opened.map(names))).toEqual([
    [['work'], ['work']],
    [['first'], ['first']],
  ]);
  expect(names(bridge.openRun())).toEqual(['first', 'second']);
  expect([...bridge.tools].map(({ name }) => name)).toEqual(['first', 'second']);
});

test('a signal ends the calls of one answer, and not those of another', async () => {
  const { session, release } = openSession();
  const controller = new AbortController();
  const [ended, running] = [session.answer([call('a')], { signal: controller.signal }), session.answer([call('b')])];
  controller.abort();
  expect(await ended).toMatchObject([{ error: { code: 'aborted' } }]);
  release('done');
  expect(await running).toMatchObject([{ output: 'done' }]);
});

test('a session emits when calls start and end, with their results', async () => {
  const { session, events, release } = openSession();
  release('done');
  await session.answer([call('a')]);
  expect(events.map(({ type }) => type)).toEqual(['call-started', 'call-ruled', 'call-finished']);
  expect(events.at(-1)).toMatchObject({ result: { output: 'done' } });
});
