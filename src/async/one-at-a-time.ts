import { race } from './race.js';

const sharedTurns = Symbol.for('toolferry.turns');
const sharedScopes = Symbol.for('toolferry.scopes');

/** Work under a name, and the work that it was started in. */
interface Scope {
  readonly name: string;
  readonly outer: Scope | undefined;
  isOver: boolean;
}

/** Node's AsyncLocalStorage. */
interface Scopes {
  getStore(): Scope | undefined;
  run<Value>(scope: Scope | undefined, work: () => Value): Value;
}

/**
 * Starts the work when all earlier work under that name in this process has ended. An abort before that rejects at once, and
 * the work does not start; after that, aborting is up to the work.
 *
 * @param refuse Returns the error for work that running work under the same name starts, directly or indirectly: if that waits
 *   for it, neither ever ends. Such work is not recognized on a platform without `AsyncLocalStorage`.
 */
export async function oneAtATime<Value>(
  name: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
  refuse?: () => Error,
): Promise<Value> {
  if (refuse !== undefined && isInside(name)) throw refuse();
  const last = lastWork();
  const scope: Scope = { name, outer: currentScope(), isOver: false };
  const begin = (): Promise<Value> => {
    signal?.throwIfAborted();
    return inScope(scope, work);
  };
  const end = (): void => {
    scope.isOver = true;
  };
  const earlier = last.get(name);
  const turn = earlier === undefined ? Promise.resolve().then(begin) : untilAborted(signal, earlier).then(begin);
  const done = Promise.all([earlier, turn.then(end, end)]).then(() => {
    if (last.get(name) === done) last.delete(name);
  });
  last.set(name, done);
  return turn;
}

/** Whether running work under that name called this code. */
function isInside(name: string): boolean {
  for (let scope = currentScope(); scope !== undefined; scope = scope.outer)
    if (scope.name === name && !scope.isOver) return true;
  return false;
}

/** Returns a function that runs code as if it were called here. */
export function bindScope(): <Value>(code: () => Value) => Value {
  const scope = currentScope();
  return (code) => inScope(scope, code);
}

/** Runs code that the current work does not wait for. */
export function outsideScopes<Value>(code: () => Value): Value {
  return inScope(undefined, code);
}

function currentScope(): Scope | undefined {
  return scopes()?.getStore();
}

function inScope<Value>(scope: Scope | undefined, code: () => Value): Value {
  const storage = scopes();
  return storage === undefined ? code() : storage.run(scope, code);
}

async function untilAborted(signal: AbortSignal | undefined, earlier: Promise<void>): Promise<void> {
  await race({ signal }, () => earlier);
}

interface Shared {
  [sharedTurns]?: Map<string, Promise<void>>;
  [sharedScopes]?: Scopes | undefined;
  readonly process?: { getBuiltinModule?(name: string): { readonly AsyncLocalStorage: new () => Scopes } | undefined };
}

/** The last work under each name: one map for all copies of this package in the process. */
function lastWork(): Map<string, Promise<void>> {
  const holder = globalThis as Shared;
  holder[sharedTurns] ??= new Map();
  return holder[sharedTurns];
}

/** The storage of scopes, for all copies of this package. It is loaded so that platforms without it need no replacement. */
function scopes(): Scopes | undefined {
  const holder = globalThis as Shared;
  if (!(sharedScopes in holder)) {
    const Storage = holder.process?.getBuiltinModule?.('node:async_hooks')?.AsyncLocalStorage;
    holder[sharedScopes] = Storage && new Storage();
  }
  return holder[sharedScopes];
}
