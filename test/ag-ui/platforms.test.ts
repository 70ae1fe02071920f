/** The handler on each platform, in processes of their own, with the built package and the official client. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpAgent } from '../peers/ag-ui/clients.ts';
import { drive } from './drive.ts';
import { type Platform, platforms } from './platforms/start-platforms.ts';

const tools = { locate: () => 'Basel', read: () => 'a note' };

describe.each(Object.entries(platforms()))('on %s', (_name, start) => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await start();
  });
  afterAll(() => platform?.stop());

  /** What the server has done. */
  const done = async () => (await fetch(platform.url)).json() as Promise<{ ran: string[]; status: string }>;
  const roles = ({ messages }: HttpAgent) => messages.map(({ role }) => role);

  /** Sends a message, and goes away at the first text of the answer. */
  async function leave(threadId: string, content: string): Promise<HttpAgent> {
    const agent = new HttpAgent({ url: platform.url, threadId });
    agent.addMessage({ id: 'm0', role: 'user', content });
    const offered = [{ name: 'locate', description: 'Where', parameters: { type: 'object' } }];
    await agent.runAgent({ tools: offered }, { onTextMessageContentEvent: () => agent.abortRun() });
    return agent;
  }

  test('an agent uses its own tool, two tools of the client at once, and one that the user approves', async () => {
    const agent = new HttpAgent({ url: platform.url, threadId: 'all' });
    const { errors, messages } = await drive(agent, tools);
    expect(errors).toEqual([]);
    expect((await done()).ran).toEqual(['sky', 'wipe']);
    const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    expect(results.toSorted()).toEqual(['Basel', 'a note', 'sky done', 'wipe done']);
    expect(messages.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual(
      expect.arrayContaining(['Let me see.', 'Done.']),
    );
  });

  test('a run whose client goes away reaches its pause, and the thread continues with the next message', async () => {
    const before = await done();
    const agent = await leave('pauses', 'wait and ask');
    await expect.poll(done).toEqual({ ran: [...before.ran, 'slow', 'slow'], status: 'paused' });
    const { errors } = await drive(agent, tools, { content: 'still there' });
    expect(errors).toEqual([]);
    expect(roles(agent).slice(-3)).toEqual(['user', 'assistant', 'assistant']);
  });

  test('a client that went away and sends its request again gets the end of the run, in which each tool ran once', async () => {
    const before = await done();
    const agent = await leave('ends', 'wait');
    await agent.runAgent({ tools: [] });
    expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Done.' });
    expect(await done()).toEqual({ ran: [...before.ran, 'slow', 'slow'], status: 'idle' });
  });

  test('a stop ends a run that is under way', async () => {
    const agent = new HttpAgent({ url: platform.url, threadId: 'stopped' });
    agent.addMessage({ id: 'm0', role: 'user', content: 'wait for ever' });
    const outcomes: unknown[] = [];
    const stop = () => fetch(`${platform.url}?threadId=stopped`, { method: 'DELETE' });
    let stopped: Promise<Response> | undefined;
    await agent.runAgent(
      { tools: [] },
      {
        onTextMessageContentEvent: () => {
          stopped ??= stop();
        },
        onRunFinishedEvent: ({ event }) => void outcomes.push(event.outcome),
      },
    );
    expect((await stopped)?.status).toBe(202);
    expect(outcomes).toEqual([{ type: 'cancelled' }]);
    expect((await done()).status).toBe('idle');
  });
});
