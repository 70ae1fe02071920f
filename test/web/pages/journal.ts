/** A page with a journal in IndexedDB. A test calls its functions. */
import { indexedDBStore, journalStoreLaws } from 'toolferry/journal';

const [store, other] = [indexedDBStore(), indexedDBStore()] as const;

const page = {
  isSecure: window.isSecureContext,
  /** Checks one law of stores over two connections. */
  checkLaw: (index: number) => journalStoreLaws[index]?.check(store, other),
};

export type JournalPage = typeof page;
Object.assign(window, { page });
