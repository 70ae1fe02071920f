/** Calls a listener at once. What it throws or rejects with is no reason to fail the work it listens to. */
export async function tell(listener: () => unknown): Promise<void> {
  try {
    await listener();
  } catch {
    return;
  }
}
