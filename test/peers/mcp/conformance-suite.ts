import { fileURLToPath } from 'node:url';

/** The path of the protocol's conformance suite: a program that runs a given client. */
export const conformanceSuite: string = fileURLToPath(
  new URL('../../../node_modules/.bin/conformance', import.meta.url),
);
