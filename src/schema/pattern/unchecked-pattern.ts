/** Thrown if a pattern cannot be run in linear time. The message continues a sentence that starts with "it". */
export class UncheckedPattern extends Error {
  override readonly name = 'UncheckedPattern';
}
