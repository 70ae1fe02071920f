import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';
import { inputsFor } from '../laws/inputs.ts';
import type { Station } from './station.ts';

/** Generates inputs as JSON text, as a model sends them: valid and invalid, and the same ones for every run. */
export function generateInputs({ shown }: Station, count: number): string[] {
  const inputs = inputsFor(shown.inputSchema as JSONSchema).filter(isObject);
  return fc.sample(inputs, { numRuns: count, seed: 1 }).map((input) => JSON.stringify(input));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
