/** A page with a journal's store in IndexedDB, and that of another tab. A test calls its functions. */
import { indexedDBStore, journalStoreLaws } from 'toolferry/journal';
import { remoteStore, serveStore } from './journal-remote-store.ts';

const [store, other] = [indexedDBStore(), indexedDBStore()] as const;
const remote = remoteStore(store.lock !== undefined);

const page = {
  isSecure: window.isSecureContext,
  hasLocks: store.lock !== undefined,
  /** Checks one law of stores over two connections of this page. */
  checkLaw: (index: number) => journalStoreLaws[index]?.check(store, other),
  /** Lets other tabs use the store of this one. */
  serve: () => serveStore(store),
  /** Checks one law of stores over a connection of this page and one of the tab that serves its own. */
  checkLawOverTabs: (index: number) => journalStoreLaws[index]?.check(store, remote),
};

export type JournalPage = typeof page;
Object.assign(window, { page });
