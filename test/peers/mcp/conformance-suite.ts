import { fileURLToPath } from 'node:url';

/** The protocol's conformance suite: a program that is given a client to run. */
export const conformanceSuite: string = fileURLToPath(
  new URL('../../../node_modules/.bin/conformance', import.meta.url),
);
