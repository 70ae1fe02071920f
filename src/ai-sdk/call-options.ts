/** What `execute` gets beside the input; the part that ai 5, 6 and 7 share. */
export interface CallOptions {
  readonly toolCallId: string;
  readonly messages?: readonly unknown[] | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** Whether ai 7 or later calls: it is the first with `context`, and has the key also where there is none. */
export function isFromSeven(options: CallOptions): boolean {
  return 'context' in options;
}
