/** Stands where a tool's function was, and keeps what reaches it. */
export class Recorder {
  private values: unknown[] = [];

  readonly record = (value: unknown): string => {
    this.values.push(structuredClone(value));
    return 'done';
  };

  /** What it was called with since this was asked last. */
  take(): unknown[] {
    const taken = this.values;
    this.values = [];
    return taken;
  }
}
