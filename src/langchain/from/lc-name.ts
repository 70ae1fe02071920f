/** Whether an object's class has one of these names in LangChain, which stay where there are two copies of its core. */
export function isNamed(value: object, ...names: readonly string[]): boolean {
  const named = Object(value.constructor) as { lc_name?: () => string };
  return typeof named.lc_name === 'function' && names.includes(named.lc_name());
}
