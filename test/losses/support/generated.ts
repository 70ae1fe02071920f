/**
 * Returns one schema for each value in each place of a tool's input, and for each root. Every schema is made of new values, because
 * LangChain's core 1.1 changes the schemas that it converts.
 */
export function generated<Schema>(
  values: () => Readonly<Record<string, readonly [schema: () => Schema, sample: unknown]>>,
  places: Readonly<Record<string, (value: Schema, sample: unknown) => Schema>>,
  roots: () => Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  const inPlaces = Object.keys(values()).flatMap((name) =>
    Object.entries(places).flatMap(([place, put]) => {
      const [value, sample] = values()[name] ?? [];
      return value ? [[`${name}, ${place}`, put(value(), sample)] as const] : [];
    }),
  );
  const atRoot = Object.keys(roots()).map((name) => [name, roots()[name] as Schema] as const);
  return Object.fromEntries([...inPlaces, ...atRoot]);
}
