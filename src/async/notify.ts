/** Calls a listener at once. A listener that throws or rejects does not fail the work that it listens to. */
export async function notify(listener: () => unknown): Promise<void> {
  try {
    await listener();
  } catch {
    return;
  }
}
