/** The one error class of toolferry. @module */

const brand = Symbol.for('toolferry.error');

/**
 * An error that a person can act on: what happened, to which tool, what to do.
 *
 * `code` identifies the kind of error, `data` has the details for programs. Recognise one with
 * {@link ToolferryError.isInstance}, which also works when two copies of the package are installed.
 *
 * @example
 * ```ts
 * import { ToolferryError } from 'toolferry';
 *
 * const hint = (error: unknown) =>
 *   ToolferryError.isInstance(error) && error.code === 'unauthorized' ? 'Log in again.' : String(error);
 * ```
 */
export class ToolferryError extends Error {
  readonly code: string;
  readonly data: unknown;

  constructor(code: string, message: string, options: { data?: unknown; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : options);
    this.code = code;
    this.data = options.data;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is a ToolferryError, from this or another copy of the package. */
  static isInstance(value: unknown): value is ToolferryError {
    try {
      return typeof value === 'object' && value !== null && brand in value;
    } catch {
      // A Proxy can throw from `in`.
      return false;
    }
  }

  override get name(): string {
    return 'ToolferryError';
  }

  /** The message alone: ai 7 shows `toString()` to the model and would prefix the class name. */
  override toString(): string {
    return this.message;
  }
}

/** Whether a thrown value is a framework's control flow (LangGraph's interrupts), which only that framework may catch. */
export function isBubbleUp(error: unknown): boolean {
  try {
    return typeof error === 'object' && error !== null && 'is_bubble_up' in error && error.is_bubble_up === true;
  } catch {
    // Reading from a Proxy or a getter can throw.
    return false;
  }
}

/** The code of a ToolferryError; undefined for any other value. */
export function codeOf(error: unknown): string | undefined {
  return ToolferryError.isInstance(error) ? error.code : undefined;
}
