/**
 * The first line of a stack: as V8 writes frames, with a place in parentheses or without, as Firefox and Safari do, as Python
 * does, and Node's list of modules.
 */
const stackLine =
  /^(?:[ \t]+at (?:.*\((?:.*:\d+|<anonymous>|native|index \d+)\)|(?:async )?(?:\w+:|\/).*|.*:\d+|<anonymous>)(?: \{)?|[ \t]*at .+:\d+:\d+\)?|.*@(?:.+:\d+|\[native code\])|[ \t]*File ".*", line \d+.*|Require stack:)$/m;

/** A stack is looked for in this much of a text. */
const maxSearched = 8_192;

/** Returns a message up to the first line of a stack, which some messages contain: it shows paths of the machine. */
export function withoutStack(message: string): string {
  const at = message.slice(0, maxSearched).search(stackLine);
  return (at < 0 ? message : message.slice(0, at)).trim();
}
