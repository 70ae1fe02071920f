import { type JournalStore, journalStoreLaws, memoryStore, type StoredRun } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { lockingStore } from './support/locking-store.ts';

/** Replaces functions of a correct store. */
type Fault = (store: JournalStore) => Partial<JournalStore>;

const versionOf = async (store: JournalStore, key: string) => (await store.read(key))?.version ?? 0;
const soon = () => new Promise((resolve) => setTimeout(resolve));

/** Writes without a comparison. */
async function force(store: JournalStore, key: string, run: StoredRun): Promise<boolean> {
  return store.write(key, run, await versionOf(store, key));
}

/** Writes where the store would refuse it, if the condition holds. */
const accepts =
  (isAccepted: (version: number, before: number) => boolean): Fault =>
  (store) => ({
    write: async (key, run, before) =>
      isAccepted(await versionOf(store, key), before) ? force(store, key, run) : store.write(key, run, before),
  });

/** Refuses what the store would write, if the condition holds. */
const refuses =
  (isRefused: (stored: StoredRun | undefined, run: StoredRun) => boolean): Fault =>
  (store) => ({
    write: async (key, run, before) => (isRefused(await store.read(key), run) ? false : store.write(key, run, before)),
  });

/** Compares first, and writes later. */
const races =
  (isCreation: boolean): Fault =>
  (store) => ({
    async write(key, run, before) {
      if ((before === 0) !== isCreation) return store.write(key, run, before);
      if ((await versionOf(store, key)) !== before) return false;
      await soon();
      return force(store, key, run);
    },
  });

const reads =
  (change: (run: StoredRun | undefined, key: string) => unknown): Fault =>
  (store) => ({ read: async (key) => change(await store.read(key), key) as StoredRun | undefined });

const changesKeys =
  (change: (key: string) => string): Fault =>
  (store) => {
    const keys = new Map<string, string>();
    return {
      read: (key) => store.read(change(key)),
      async write(key, run, before) {
        const isWritten = await store.write(change(key), run, before);
        if (isWritten) keys.set(key, change(key));
        return isWritten;
      },
      async open() {
        const open = await store.open();
        return [...keys].filter(([, changed]) => open.includes(changed)).map(([key]) => key);
      },
    };
  };

const changesTexts =
  (change: (text: string) => string): Fault =>
  (store) => ({ write: (key, run, before) => store.write(key, { ...run, text: change(run.text) }, before) });

/** Loses runs: `deleteAt` returns the milliseconds after which a written run is gone for the functions that are named. */
const deletes =
  (deleteAt: (run: StoredRun) => number | undefined, from: readonly ('read' | 'write' | 'open')[]): Fault =>
  (store) => {
    const gone = new Set<string>();
    const isGone = (key: string, name: 'read' | 'write' | 'open') => from.includes(name) && gone.has(key);
    return {
      read: async (key) => (isGone(key, 'read') ? undefined : store.read(key)),
      async write(key, run, before) {
        const isWritten =
          isGone(key, 'write') && before === 0 ? await force(store, key, run) : await store.write(key, run, before);
        const ms = deleteAt(run);
        if (isWritten && ms !== undefined) setTimeout(() => gone.add(key), ms);
        return isWritten;
      },
      async open() {
        await soon();
        return (await store.open()).filter((key) => !isGone(key, 'open'));
      },
    };
  };
const everywhere = ['read', 'write', 'open'] as const;

/** Replaces the lock of a store that has locks. */
const locks =
  (change: (lock: Lock) => Lock): Fault =>
  (store) => ({ lock: change(lockingStore(store).lock) });
type Lock = NonNullable<JournalStore['lock']>;
const { signal: neverAborted } = new AbortController();

const laws: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  'read returns undefined for a key that was never written': {
    'returns null': reads((run) => run ?? null),
  },
  'a run is read as it was written: version, open and text': {
    'returns every run as open': reads((run) => run && { ...run, open: true }),
    'returns open as a number': reads((run) => run && { ...run, open: run.open ? 1 : 0 }),
    'returns the version as text': reads((run) => run && { ...run, version: String(run.version) }),
    'returns parsed text': reads((run) => run && { ...run, text: JSON.parse(run.text) }),
  },
  'a second creation is refused and changes nothing': {
    'creates over what is there': accepts((version, before) => before === 0 && version > 0),
    'ends the run where it refuses a creation': (store) => endsOnRefusal(store, (before) => before === 0),
  },
  'an update over an older or a newer version is refused and changes nothing': {
    'updates older versions only': accepts((version, before) => before > version && version > 0),
    'updates over every version': accepts((version, before) => before > 0 && version > 0),
    'ends the run where it refuses an update': (store) => endsOnRefusal(store, (before) => before > 0),
  },
  'an update of a key that was never written is refused and creates nothing': {
    'creates by an update': accepts((version, before) => version === 0 && before > 0),
  },
  'a write of equal text is a write': {
    'reports that nothing has changed': refuses((stored, run) => stored?.open === run.open && stored.text === run.text),
  },
  'of 20 creations of one key at once, exactly one is written': {
    'compares before it creates': races(true),
  },
  'of 20 updates of one version at once, exactly one is written': {
    'compares before it updates': races(false),
  },
  'writes of 20 keys at once do not refuse each other': {
    'refuses a write during another': (store) => {
      let isBusy = false;
      const unbusy = () => {
        isBusy = false;
      };
      return {
        async write(key, run, before) {
          if (isBusy && before === 0 && !run.text.includes('writer')) return false;
          isBusy = true;
          await soon();
          return store.write(key, run, before).finally(unbusy);
        },
      };
    },
  },
  'a read during a write returns the run before it or after it': {
    'writes the version before the text': (store) => {
      const before = new Map<string, string>();
      return {
        async read(key) {
          const run = await store.read(key);
          return run && { ...run, text: before.get(key) ?? run.text };
        },
        async write(key, run, version) {
          const stored = await store.read(key);
          if (stored) before.set(key, stored.text);
          const isWritten = await store.write(key, run, version);
          if (isWritten) await new Promise((resolve) => setTimeout(resolve, 20));
          before.delete(key);
          return isWritten;
        },
      };
    },
  },
  'open returns each open run once, and no run that has ended': {
    'returns a run once for each write': (store) => {
      const written: string[] = [];
      return {
        async write(key, run, before) {
          const isWritten = await store.write(key, run, before);
          if (isWritten && (before > 0 || run.open)) written.push(key);
          return isWritten;
        },
        async open() {
          const open = await store.open();
          return written.filter((key) => open.includes(key));
        },
      };
    },
    'returns what ended with its first write': (store) => {
      const ended: string[] = [];
      return {
        async write(key, run, before) {
          const isWritten = await store.write(key, run, before);
          if (isWritten && before === 0 && !run.open) ended.push(key);
          return isWritten;
        },
        open: async () => [...(await store.open()), ...ended],
      };
    },
  },
  'a run that has ended refuses creation, and is kept: until its keepMs, or without one': {
    'deletes what has no keepMs': deletes(({ open, keepMs }) => (open || keepMs ? undefined : 0), everywhere),
    'deletes what has a keepMs at once': deletes(({ keepMs = 0 }) => (keepMs > 1000 ? 0 : undefined), everywhere),
    'creates over a run that has ended': (store) => ({
      async write(key, run, before) {
        const isEnded = (await store.read(key))?.open === false;
        return isEnded && before === 0 && run.open ? force(store, key, run) : store.write(key, run, before);
      },
    }),
  },
  'a run that has ended can be opened again': {
    'refuses every write of a run that has ended': (store) => ({
      async write(key, run, before) {
        const stored = await store.read(key);
        return stored?.open === false && run.open && stored.text === '"ended"' && before === 2 && run.version === 3
          ? false
          : store.write(key, run, before);
      },
    }),
  },
  'a run that was opened again is not deleted after the keepMs of its end': {
    'deletes it': deletes(({ keepMs = 0 }) => (keepMs > 1 && keepMs < 1000 ? keepMs : undefined), everywhere),
  },
  'a run whose keepMs has passed is there for read and for write, or for neither': {
    'is gone for read, and there for write': deletes(({ keepMs }) => keepMs, ['read']),
  },
  'keys that differ in case, accents, spaces or wildcards are different keys': {
    'ignores case': changesKeys((key) => key.toLowerCase()),
    'ignores a space at the end': changesKeys((key) => key.replace(/ +$/, '')),
    'ignores the form of accents': changesKeys((key) => key.normalize('NFC')),
    'ignores accents': changesKeys((key) => key.replace('á', 'a')),
    'reads the first key that matches a pattern': changesKeys((key) => key.replace(/[%*?_]$/, 'a')),
  },
  'keys may have any characters but U+0000': {
    'has no characters of four bytes': changesKeys((key) => key.replace('😀', '?')),
    'ignores control characters': changesKeys((key) => key.replace('\u0001\u001f', '')),
    'ignores a byte order mark': changesKeys((key) => key.replaceAll('\ufeff', '')),
    'has Latin characters only': changesKeys((key) => key.replaceAll(/[\u0400-\uffff]/g, '?')),
  },
  'keys of 600 bytes that differ in the last one are different keys': {
    'cuts keys': changesKeys((key) => key.slice(0, 255)),
  },
  'a text of four megabytes is read as it was written': {
    'cuts texts': changesTexts((text) => text.slice(0, 1_000_000)),
  },
  'a text is read as it was written: every character, its spaces, and the order of its members': {
    'writes the JSON anew': changesTexts((text) => JSON.stringify(JSON.parse(text))),
    'loses characters of four bytes': changesTexts((text) => text.replaceAll('😀', '?')),
    'loses spaces at the ends': changesTexts((text) => text.trim()),
    'normalizes accents': changesTexts((text) => text.normalize('NFC')),
  },
  'where there are locks, the lock of a key has one holder at a time, and is handed over until each had it': {
    'lets everybody have the lock': locks(() => async () => () => {}),
    'does not hand the lock over': locks((lock) => async (key, signal) => {
      await lock(key, signal);
      return () => {};
    }),
  },
  'where there are locks, one whose signal is aborted rejects with its reason, and does not get the lock': {
    'ignores the signal': locks((lock) => (key) => lock(key, neverAborted)),
    'rejects with another error': locks(
      (lock) => (key, signal) =>
        lock(key, signal).catch(() => {
          throw new Error('The operation was aborted');
        }),
    ),
    'gives the lock to one that was aborted before': locks(
      (lock) => (key, signal) => lock(key, signal.aborted ? neverAborted : signal),
    ),
    'keeps one that was aborted in the queue': locks((lock) => (key, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason);
      const locked = lock(key, neverAborted);
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      return Promise.race([locked, aborted]);
    }),
  },
  'where there are locks, a lock that is held is not lost when its signal is aborted': {
    'releases the lock': locks((lock) => async (key, signal) => {
      const release = await lock(key, signal);
      signal.addEventListener('abort', release);
      return release;
    }),
  },
  'where there are locks, those of different keys do not wait for each other': {
    'has one lock': locks((lock) => (_key, signal) => lock('all', signal)),
    'ignores case': locks((lock) => (key, signal) => lock(key.toLowerCase(), signal)),
  },
};

/** Ends a run in its list of open ones although it refuses the write. */
function endsOnRefusal(store: JournalStore, isConcerned: (before: number) => boolean): Partial<JournalStore> {
  const ended = new Set<string>();
  return {
    async write(key, run, before) {
      const isWritten = await store.write(key, run, before);
      if (!isWritten && !run.open && isConcerned(before)) ended.add(key);
      return isWritten;
    },
    open: async () => (await store.open()).filter((key) => !ended.has(key)),
  };
}

const faults = Object.entries(laws).flatMap(([title, byName]) =>
  Object.entries(byName).map(([name, fault]) => ({ title, name, fault })),
);

const lawOf = (title: string) => {
  const law = journalStoreLaws.find((each) => each.title === title);
  if (law === undefined) throw new Error(`There is no law "${title}".`);
  return law;
};
const message = /^(read\(|write\(|lock\(|open\(\) returned the key|Of 20 writes).*\.$/s;

test.concurrent.for(faults)('the law "$title" finds a store that $name', async ({ title, fault }) => {
  const store = memoryStore();
  const faulty = { ...store, ...fault(store) };
  await expect(lawOf(title).check(faulty, faulty)).rejects.toThrow(message);
});

const overConnections = 'a write is seen at once over another connection';
test(`the law "${overConnections}" finds a store that reads its own writes from a cache`, async () => {
  const store = memoryStore();
  const cached = (): JournalStore => {
    const written = new Map<string, StoredRun>();
    return {
      ...store,
      read: async (key) => written.get(key) ?? store.read(key),
      async write(key, run, before) {
        const isWritten = await store.write(key, run, before);
        if (isWritten) written.set(key, run);
        return isWritten;
      },
    };
  };
  await expect(lawOf(overConnections).check(cached(), cached())).rejects.toThrow(message);
});

test('every law is tested with a store that breaks it', () => {
  const tested = [...Object.keys(laws), overConnections];
  expect(tested.toSorted()).toEqual(journalStoreLaws.map(({ title }) => title).toSorted());
});

test('the laws of locks find two connections of which only one has locks', async () => {
  const [store, other] = [lockingStore(), memoryStore()];
  for (const title of Object.keys(laws).filter((each) => each.startsWith('where there are locks')))
    await expect(lawOf(title).check(store, other)).rejects.toThrow(message);
});

test('the error of a law names the key, what the store returned and what it should have returned', async () => {
  const run = { version: 1, open: true, text: '"ab"' };
  const faulty = { ...memoryStore(), read: async () => run };
  await expect(lawOf('read returns undefined for a key that was never written').check(faulty, faulty)).rejects.toThrow(
    /^read\("law\/[\w-]+"\) returned \{"version":1,"open":true,"text":"\\"ab\\""\}, not undefined\.$/,
  );
});
