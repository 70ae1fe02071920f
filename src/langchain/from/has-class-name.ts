/**
 * Whether an object's class has one of these LangChain names. `instanceof` would not recognize a second copy of its
 * core.
 */
export function hasClassName(value: object, ...names: readonly string[]): boolean {
  const objectClass = Object(value.constructor) as { lc_name?: () => string };
  return typeof objectClass.lc_name === 'function' && names.includes(objectClass.lc_name());
}
