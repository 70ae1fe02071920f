import { neverAborted } from '../../async/abort-signal.js';
import { sleep } from '../../async/sleep.js';
import { expectAborted, expectOneHolder, ofLocks } from './check-lock.js';
import {
  create,
  expectDifferent,
  expectOneWritten,
  expectOpen,
  expectRun,
  expectSame,
  expectText,
  expectWrite,
  newKey,
} from './check-store.js';
import type { JournalStore } from './store.js';

/** One thing that every store must do. */
export interface JournalStoreLaw {
  /** A sentence, to be the title of a test. */
  readonly title: string;
  /**
   * Rejects with an Error that names what the store does wrong, or with the store's own error. `other` has the same data over
   * another connection, as another process would have it; a store without connections is passed twice.
   *
   * Keys are random, so that nothing has to be deleted between two laws. Runs remain in the store, some of them open.
   */
  check(store: JournalStore, other: JournalStore): Promise<void>;
}

const hour = 3_600_000;

/**
 * Lists what every store of a journal must do, as tests for those who write one. They need no test framework, and take a few
 * seconds at most.
 *
 * @example
 * ```ts
 * import { test } from 'node:test';
 * import { journalStoreLaws, memoryStore } from 'toolferry/journal';
 *
 * const store = memoryStore();
 * for (const { title, check } of journalStoreLaws) test(title, () => check(store, store));
 * ```
 */
export const journalStoreLaws: readonly JournalStoreLaw[] = [
  {
    title: 'read returns undefined for a key that was never written',
    async check(store) {
      await expectRun(store, newKey(), undefined);
    },
  },
  {
    title: 'a run is read as it was written: version, open and text',
    async check(store) {
      const key = newKey();
      for (const version of [1, 2, 3]) {
        const run = { version, open: version < 3, text: `{"n":${version}}` };
        await expectWrite(store, key, run, version - 1, true);
        await expectRun(store, key, run);
      }
    },
  },
  {
    title: 'a second creation is refused and changes nothing',
    async check(store) {
      const key = newKey();
      await create(store, key, '"first"');
      await expectWrite(store, key, { version: 1, open: false, text: '"second"' }, 0, false);
      await expectRun(store, key, { version: 1, open: true, text: '"first"' });
      await expectOpen(store, key, true);
    },
  },
  {
    title: 'an update over an older or a newer version is refused and changes nothing',
    async check(store) {
      const key = newKey();
      const run = { version: 2, open: true, text: '"second"' };
      await create(store, key);
      await expectWrite(store, key, run, 1, true);
      for (const before of [1, 3]) {
        await expectWrite(store, key, { version: before + 1, open: false, text: '"other"' }, before, false);
        await expectRun(store, key, run);
        await expectOpen(store, key, true);
      }
    },
  },
  {
    title: 'an update of a key that was never written is refused and creates nothing',
    async check(store) {
      const key = newKey();
      await expectWrite(store, key, { version: 2, open: true, text: '{}' }, 1, false);
      await expectRun(store, key, undefined);
      await expectOpen(store, key, false);
    },
  },
  {
    title: 'a write of equal text is a write',
    async check(store) {
      const key = newKey();
      await create(store, key, '"same"');
      await expectWrite(store, key, { version: 2, open: true, text: '"same"' }, 1, true);
      await expectRun(store, key, { version: 2, open: true, text: '"same"' });
    },
  },
  {
    title: 'of 20 creations of one key at once, exactly one is written',
    async check(store, other) {
      await expectOneWritten(store, other, newKey(), 0);
    },
  },
  {
    title: 'of 20 updates of one version at once, exactly one is written',
    async check(store, other) {
      const key = newKey();
      await create(store, key);
      await expectOneWritten(store, other, key, 1);
    },
  },
  {
    title: 'writes of 20 keys at once do not refuse each other',
    async check(store, other) {
      const keys = Array.from({ length: 20 }, newKey);
      await Promise.all(keys.map((key, n) => create(n % 2 === 0 ? store : other, key, `${n}`)));
      for (const [n, key] of keys.entries()) await expectRun(store, key, { version: 1, open: true, text: `${n}` });
    },
  },
  {
    title: 'a read during a write returns the run before it or after it',
    async check(store, other) {
      const key = newKey();
      const runOf = (version: number) => ({ version, open: true, text: `"${String(version).repeat(100_000)}"` });
      await expectWrite(store, key, runOf(1), 0, true);
      for (let version = 2; version < 8; version += 1) {
        let isWriting = true;
        const writing = expectWrite(store, key, runOf(version), version - 1, true).finally(() => {
          isWriting = false;
        });
        const reading = async () => {
          for (; isWriting; await sleep(0)) expectSame(key, await other.read(key), runOf(version - 1), runOf(version));
        };
        await Promise.all([writing, reading()]);
      }
    },
  },
  {
    title: 'a write is seen at once over another connection',
    async check(store, other) {
      const key = newKey();
      await create(store, key);
      await expectRun(other, key, { version: 1, open: true, text: '{}' });
      await expectOpen(other, key, true);
      await expectWrite(other, key, { version: 1, open: true, text: '"again"' }, 0, false);
      await expectWrite(other, key, { version: 2, open: false, text: '"ended"' }, 1, true);
      await expectRun(store, key, { version: 2, open: false, text: '"ended"' });
      await expectOpen(store, key, false);
      await expectWrite(store, key, { version: 2, open: true, text: '"late"' }, 1, false);
    },
  },
  {
    title: 'open returns each open run once, and no run that has ended',
    async check(store) {
      const [created, updated, ended, bornEnded] = [newKey(), newKey(), newKey(), newKey()];
      for (const key of [created, updated, ended]) await create(store, key);
      await expectWrite(store, updated, { version: 2, open: true, text: '{}' }, 1, true);
      await expectWrite(store, ended, { version: 2, open: false, keepMs: hour, text: '{}' }, 1, true);
      await expectWrite(store, bornEnded, { version: 1, open: false, text: '{}' }, 0, true);
      for (const key of [created, updated]) await expectOpen(store, key, true);
      for (const key of [ended, bornEnded]) await expectOpen(store, key, false);
    },
  },
  {
    title: 'a run that has ended refuses creation, and is kept: until its keepMs, or without one',
    async check(store) {
      for (const keepMs of [hour, undefined]) {
        const key = newKey();
        await create(store, key);
        await expectWrite(store, key, { version: 2, open: false, keepMs, text: '"ended"' }, 1, true);
        await store.open();
        await expectWrite(store, key, { version: 1, open: true, text: '"again"' }, 0, false);
        await expectRun(store, key, { version: 2, open: false, text: '"ended"' });
      }
    },
  },
  {
    title: 'a run that has ended can be opened again',
    async check(store) {
      const key = newKey();
      await create(store, key);
      await expectWrite(store, key, { version: 2, open: false, keepMs: hour, text: '"ended"' }, 1, true);
      await expectWrite(store, key, { version: 3, open: true, text: '"again"' }, 2, true);
      await expectRun(store, key, { version: 3, open: true, text: '"again"' });
      await expectOpen(store, key, true);
    },
  },
  {
    title: 'a run that was opened again is not deleted after the keepMs of its end',
    async check(store) {
      const key = newKey();
      await create(store, key);
      await expectWrite(store, key, { version: 2, open: false, keepMs: 200, text: '"ended"' }, 1, true);
      // Where these writes take longer than that, the store may have deleted it.
      const isThere = await store.write(key, { version: 3, open: true, text: '"again"' }, 2);
      if (!isThere) await create(store, key, '"again"');
      await sleep(300);
      await expectOpen(store, key, true);
      await expectRun(store, key, { version: isThere ? 3 : 1, open: true, text: '"again"' });
    },
  },
  {
    title: 'a run whose keepMs has passed is there for read and for write, or for neither',
    async check(store) {
      const key = newKey();
      await create(store, key);
      await expectWrite(store, key, { version: 2, open: false, keepMs: 1, text: '"ended"' }, 1, true);
      await sleep(50);
      const version = (await store.read(key))?.version ?? 0;
      await expectWrite(store, key, { version: version + 1, open: true, text: '"again"' }, version, true);
    },
  },
  {
    title: 'keys that differ in case, accents, spaces or wildcards are different keys',
    async check(store) {
      const ends = [
        '',
        'a',
        'A',
        'á',
        'a\u0301',
        ' ',
        'a ',
        ' a',
        'a\t',
        'a\n',
        '%',
        '_',
        '*',
        '?',
        '[a]',
        '/',
        'a/a',
        ':',
        '{a}',
      ];
      const key = newKey();
      await expectDifferent(
        store,
        ends.map((end) => key + end),
      );
    },
  },
  {
    title: 'keys may have any characters but U+0000',
    async check(store) {
      const key = newKey();
      const ends = [
        '',
        '?',
        '\ufffd',
        '\u0001\u001f',
        '\u007f',
        `'"\`\\`,
        '$1;--',
        '😀',
        '\u2028',
        '\ufeff',
        '\uffff',
        '日本語',
      ];
      await expectDifferent(
        store,
        ends.map((end) => key + end),
      );
    },
  },
  {
    title: 'keys of 600 bytes that differ in the last one are different keys',
    async check(store) {
      const key = newKey();
      await expectDifferent(
        store,
        ['a', 'b'].map((end) => key + 'é'.repeat((598 - key.length) / 2) + end.padStart(2)),
      );
    },
  },
  {
    title: 'a text of four megabytes is read as it was written',
    async check(store) {
      await expectText(store, JSON.stringify('ab'.repeat(2_000_000)));
    },
  },
  {
    title: 'a text is read as it was written: every character, its spaces, and the order of its members',
    async check(store) {
      const control = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');
      const characters = [
        control,
        '\u007f',
        `'"\`\\`,
        '😀',
        'é',
        'e\u0301',
        '\u2028\u2029',
        '\ud800',
        '\ufeff',
        '\uffff',
      ];
      await expectText(store, JSON.stringify({ b: characters, a: 1, 0: -0.1e-7 }, null, 2));
      await expectText(store, ' {"b": 1.0, "a": 1, "a": 2, "big": 12345678901234567890} ');
    },
  },
  {
    title: 'where there are locks, the lock of a key has one holder at a time, and is handed over until each had it',
    check: ofLocks((lock, other) => expectOneHolder(lock, other, newKey())),
  },
  {
    title: 'where there are locks, one whose signal is aborted rejects with its reason, and does not get the lock',
    check: ofLocks(async (lock, other) => {
      const key = newKey();
      await expectAborted(other, key, true);
      const release = await lock(key, neverAborted());
      await expectAborted(lock, key, false);
      await expectAborted(other, key, false);
      release();
      for (const next of [other, lock]) (await next(key, neverAborted()))();
    }),
  },
  {
    title: 'where there are locks, a lock that is held is not lost when its signal is aborted',
    check: ofLocks(async (lock, other) => {
      const key = newKey();
      const controller = new AbortController();
      const release = await lock(key, controller.signal);
      controller.abort();
      await expectAborted(other, key, false);
      release();
      (await other(key, neverAborted()))();
    }),
  },
  {
    title: 'where there are locks, those of different keys do not wait for each other',
    check: ofLocks(async (lock, other) => {
      const key = newKey();
      const keys = [key, `${key} `, `${key}/a`, key.toUpperCase()];
      const releases = await Promise.all(keys.map((each, n) => (n % 2 === 0 ? lock : other)(each, neverAborted())));
      for (const release of releases) release();
    }),
  },
];
