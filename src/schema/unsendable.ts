/** The members of a zod schema's definition that decide which input it accepts, under zod 4's names. */
export interface ZodDefinition {
  readonly type: string;
  readonly coerce?: boolean | undefined;
  /** Of a union. */
  readonly options?: readonly object[] | undefined;
  /** Of an object. */
  readonly shape?: Readonly<Record<string, object>> | undefined;
  /** Of a tuple: an array. */
  readonly items?: Readonly<Record<string, object>> | undefined;
  /** Of an intersection. */
  readonly left?: object | undefined;
  readonly right?: object | undefined;
  /** Of a pipe. */
  readonly in?: object | undefined;
  readonly innerType?: object | undefined;
  /** Of an array. */
  readonly element?: object | undefined;
  readonly checks?: readonly { readonly _zod: { readonly def: ZodLength } }[] | undefined;
}

interface ZodLength {
  readonly minimum?: number | undefined;
  readonly length?: number | undefined;
}

/** What to use for a type that accepts only values which JSON does not have. */
export type Replacements = Readonly<Record<string, string>>;

/**
 * Throws a TypeError for a zod schema that accepts nothing which a model can send. In doubt a schema is accepted.
 *
 * @param read Returns the definition of a schema of that version of zod.
 */
export function refuseUnsendable(
  schema: object,
  replacements: Replacements,
  read: (schema: object) => ZodDefinition,
): void {
  /** Schemas that accept something. A schema inside itself is taken for one. */
  const seen = new Set<object>();
  const find = (part: object | false | undefined, path: string): string | undefined => {
    if (!part || seen.has(part)) return undefined;
    seen.add(part);
    const definition = read(part);
    const { type, options } = definition;
    const use = !definition.coerce && replacements[type];
    let problem = use ? `${path.slice(1)} is a ${type}, not JSON. Use z.${use}().` : undefined;
    if (options?.every((option) => find(option, path))) problem = find(options[0], path);
    for (const name in definition.shape) problem ||= find(definition.shape?.[name], `${path}/properties/${name}`);
    for (const index in definition.items) problem ||= find(definition.items?.[index], `${path}/prefixItems/${index}`);
    const inner = /^(readonly|nonoptional)$/.test(type) && definition.innerType;
    for (const each of [definition.left, definition.right, definition.in, inner]) problem ||= find(each, path);
    if (definition.checks?.some(({ _zod: { def } }) => def.minimum || def.length))
      problem ||= find(definition.element, `${path}/items`);
    if (problem) seen.delete(part);
    return problem;
  };
  const problem = find(schema, '');
  if (problem) throw unusable(problem);
}

export function unusable(why: string, side: 'input' | 'output' = 'input'): TypeError {
  return new TypeError(`This ${side}Schema cannot be used: ${why}`);
}
