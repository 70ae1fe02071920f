/**
 * For requests that call a model or a server tool: either may take minutes before the first byte. The client does not retry,
 * because retries are decided here.
 */
export const longRequest = { maxRetries: 0, timeout: 600_000 };
/** For requests that the server answers without a model. */
export const shortRequest = { maxRetries: 0, timeout: 30_000 };
