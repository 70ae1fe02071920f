/** Something that waits until a test opens it. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** Creates a gate that is closed. */
export function createGate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
