/** Whether an error is a framework's control flow (LangGraph's interrupts), which nobody on the way may catch. */
export function isBubbleUp(error: unknown): boolean {
  try {
    return typeof error === 'object' && error !== null && 'is_bubble_up' in error && error.is_bubble_up === true;
  } catch {
    // Reading a Proxy or a getter can throw itself.
    return false;
  }
}
