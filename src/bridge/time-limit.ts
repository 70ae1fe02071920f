import { startsRun } from '../tool/starts-run.js';
import type { BridgeOptions, ClientTool } from '../types.js';

const defaultTimeoutMs = 300_000;

/**
 * How many milliseconds a tool's handler may take; Infinity for no limit. A tool that starts runs has one only where the
 * function says so. A function that throws or answers no time leaves the default; a constant that is no time is a TypeError.
 */
export function timeLimit(timeoutMs: BridgeOptions['timeoutMs'] = defaultTimeoutMs): (tool: ClientTool) => number {
  const limitOf = typeof timeoutMs === 'function' ? timeoutMs : undefined;
  const usual = typeof timeoutMs === 'function' ? defaultTimeoutMs : timeoutMs;
  if (!isTime(usual)) throw new TypeError('timeoutMs must be a number of milliseconds above 0.');
  return (tool) => ownLimit(limitOf, tool) ?? (startsRun(tool) ? Number.POSITIVE_INFINITY : usual);
}

function ownLimit(limitOf: ((tool: ClientTool) => unknown) | undefined, tool: ClientTool): number | undefined {
  try {
    const limit = limitOf?.(tool);
    return isTime(limit) ? limit : undefined;
  } catch {
    return undefined;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}
