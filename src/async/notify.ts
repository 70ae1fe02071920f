/** Calls a listener synchronously. One that throws or rejects does not fail the work that it listens to. */
export async function notify(listener: () => unknown): Promise<void> {
  try {
    await listener();
  } catch {
    return;
  }
}
