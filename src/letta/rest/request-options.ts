/**
 * A slow model may take minutes before the first byte, and a tool of the server its time; each request is sent once, and what
 * follows is decided here.
 */
export const long = { maxRetries: 0, timeout: 600_000 };
/** For what the server answers by itself. */
export const short = { maxRetries: 0, timeout: 30_000 };
