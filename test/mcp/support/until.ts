import { vi } from 'vitest';

/** Waits until a check passes; long, because a busy machine is no failure. */
export function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10 });
}
