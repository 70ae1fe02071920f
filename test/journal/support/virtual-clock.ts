import { createHash } from 'node:crypto';
import { vi } from 'vitest';

/** A clock whose time passes only where `run` lets it, and then at once. */
export interface VirtualClock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Lets this much time pass. Each timer is followed by all that it causes. */
  run(ms: number): Promise<void>;
}

interface Timer {
  at: number;
  readonly work: () => void;
  readonly everyMs?: number | undefined;
}

const realTurn = setImmediate;

/** Replaces timers, clocks and the digest of WebCrypto, which ends in a thread of its own, until the globals are unstubbed. */
export function startVirtualClock(): VirtualClock {
  let now = 0;
  const timers = new Set<Timer>();
  const add = (work: () => void, ms = 0, everyMs?: number): Timer => {
    const timer = { at: now + Math.max(ms, 0), work, everyMs };
    timers.add(timer);
    return timer;
  };
  const remove = (timer: Timer) => void timers.delete(timer);
  /** A journal waits for a real turn before it writes. */
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => void realTurn(resolve));
  };
  const nextBefore = (end: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  };

  vi.stubGlobal('setTimeout', (work: () => void, ms?: number) => add(work, ms));
  vi.stubGlobal('setInterval', (work: () => void, ms = 1) => add(work, ms, ms));
  vi.stubGlobal('clearTimeout', remove);
  vi.stubGlobal('clearInterval', remove);
  vi.stubGlobal('performance', { now: () => now });
  vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (_algorithm, data) => {
    const digest = createHash('sha256')
      .update(data as Uint8Array)
      .digest();
    return new Uint8Array(digest).buffer;
  });

  return {
    now: () => now,
    sleep: (ms) => new Promise((resolve) => void add(resolve, ms)),
    async run(ms) {
      const end = now + ms;
      await settle();
      for (let timer = nextBefore(end); timer !== undefined; timer = nextBefore(end)) {
        now = timer.at;
        if (timer.everyMs === undefined) timers.delete(timer);
        else timer.at += timer.everyMs;
        timer.work();
        await settle();
      }
      now = end;
    },
  };
}
