/** Returns one schema for each value in each place of a tool's input. Those that zod refuses to build are left out. */
export function generated<Value, Schema>(
  values: Readonly<Record<string, readonly [schema: () => Value, sample: unknown]>>,
  places: Readonly<Record<string, (value: Value, sample: unknown) => Schema>>,
): Record<string, Schema> {
  const constructs = Object.entries(values).flatMap(([name, [value, sample]]) =>
    Object.entries(places).map(([place, put]): [string, Schema] => [`${name}, ${place}`, put(value(), sample)]),
  );
  return Object.fromEntries(constructs);
}
