import { vi } from 'vitest';

/** Waits until a check passes. The time-out is long, because a busy machine is not a failure. */
export function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10 });
}
