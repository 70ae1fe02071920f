import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';
import { inputsFor } from '../laws/inputs.ts';
import type { Station } from './station.ts';

/** As JSON text, which is how a model sends them; valid and invalid; the same ones each time. */
export function generateInputs({ shown }: Station, count: number): string[] {
  const inputs = inputsFor(shown.inputSchema as JSONSchema).filter(isObject);
  return fc.sample(inputs, { numRuns: count, seed: 1 }).map((input) => JSON.stringify(input));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
