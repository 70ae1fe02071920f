import { getProperty } from '../unknown.js';

/** The newest provenance tokens of a connection, by which the server recognizes values of earlier executions. */
export interface Provenance {
  /** Keeps the tokens of an execution's answer. What is not a token is ignored. */
  keep(tokens: unknown): void;
  /** Returns the tokens for the next execution, after those that the caller has. */
  hints(own: readonly string[] | undefined): readonly string[];
}

/** The server refuses more. */
const maxHints = 1_000;
const maxTokenLength = 4_096;
/** The server's lifetime of a token. */
const lifetimeMs = 3_600_000;

export function createProvenance(): Provenance {
  const keptAt = new Map<string, number>();
  return {
    keep(tokens) {
      if (!Array.isArray(tokens)) return;
      for (const item of tokens.slice(-maxHints)) {
        const token = getProperty(item, 'token');
        if (typeof token !== 'string' || token.length > maxTokenLength) continue;
        // Deleted first, so that a token that is issued again is the newest.
        keptAt.delete(token);
        keptAt.set(token, Date.now());
      }
      for (const token of [...keptAt.keys()].slice(0, -maxHints)) keptAt.delete(token);
    },
    hints(own = []) {
      for (const [token, time] of keptAt) if (Date.now() - time > lifetimeMs) keptAt.delete(token);
      return [...own, ...keptAt.keys()].slice(-maxHints);
    },
  };
}
