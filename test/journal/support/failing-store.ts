import type { JournalStore } from 'toolferry/journal';

/** A store that fails at the writes that match, and at all later ones; their effect may be there all the same. */
export function failingStore(store: JournalStore, matches: (run: { text: string }) => boolean, takesEffect = false) {
  const error = new Error('The database is down');
  let isDown = false;
  const write: JournalStore['write'] = async (key, run, before) => {
    const isFirst = !isDown && matches(run);
    isDown ||= isFirst;
    if (isFirst && takesEffect) await store.write(key, run, before);
    if (isDown) throw error;
    return store.write(key, run, before);
  };
  return { store: { ...store, write }, error };
}
