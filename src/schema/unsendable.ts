/** The members of a zod schema's definition that decide which input it accepts, under zod 4's names. */
export interface ZodDefinition {
  readonly type: string;
  readonly coerce?: boolean | undefined;
  /** Of a union. */
  readonly options?: readonly object[] | undefined;
  /** Of an object. */
  readonly shape?: Readonly<Record<string, object>> | undefined;
  /** Of a tuple. */
  readonly items?: readonly object[] | undefined;
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

/** Reads the schemas of one version of zod. */
export interface ZodReader {
  /** What to use for a type that accepts only values which JSON does not have. */
  readonly replacements: Readonly<Record<string, string>>;
  read(schema: object): ZodDefinition;
}

export function refuseUnsendable(
  schema: object | false | undefined,
  reader: ZodReader,
  path = '',
  seen: Set<unknown> = new Set(),
): void {
  if (!schema || seen.has(schema)) return;
  const {
    type,
    coerce,
    options,
    shape,
    items,
    left,
    right,
    in: first,
    innerType,
    element,
    checks,
  } = reader.read(schema);
  const use = !coerce && reader.replacements[type];
  if (use) throw unusable(`${path.slice(1)} is a ${type}, not JSON. Use z.${use}().`);
  seen.add(schema);
  let problem: unknown;
  const isAny = (option: object) => {
    try {
      refuseUnsendable(option, reader, path, new Set(seen));
      return true;
    } catch (error) {
      problem ??= error;
      return false;
    }
  };
  if (options && !options.some(isAny)) throw problem;
  for (const name in shape) refuseUnsendable(shape[name], reader, `${path}/properties/${name}`, seen);
  for (const name in items) refuseUnsendable(items[+name], reader, `${path}/prefixItems/${name}`, seen);
  if (checks?.some(({ _zod: { def } }) => def.minimum || def.length))
    refuseUnsendable(element, reader, `${path}/items`, seen);
  for (const part of [left, right, first, /^(readonly|nonoptional)$/.test(type) && innerType])
    refuseUnsendable(part, reader, path, seen);
}
export function unusable(why: string, side: 'input' | 'output' = 'input'): TypeError {
  return new TypeError(`This ${side}Schema cannot be used: ${why}`);
}
