/** Replaces a tool's function and records the values that it is called with. */
export class Recorder {
  private values: unknown[] = [];

  readonly record = (value: unknown): string => {
    this.values.push(structuredClone(value));
    return 'done';
  };

  /** Returns the values recorded since the last call, and forgets them. */
  flush(): unknown[] {
    const { values } = this;
    this.values = [];
    return values;
  }
}
