/** A part of a zod schema, under zod 4's names, with its path in the JSON Schema. */
export interface ZodPart {
  readonly zodSchema: { readonly _zod: { readonly def: ZodDefinition } };
  readonly path: readonly (string | number)[];
}

interface ZodDefinition {
  readonly type: string;
  readonly coerce?: boolean | undefined;
  /** What a pipe begins with. */
  readonly in?: ZodPart['zodSchema'] | undefined;
}

/** What to use for a type that accepts only values which JSON does not have. */
export type Replacements = Readonly<Record<string, string>>;

/** Why no model can satisfy a schema, unless another part of it accepts anything. */
export interface Unsendable {
  problem?: string;
  isOpen?: boolean;
}

/** Notes a part that no model can send, unless another may match in its place. */
export function noteUnsendable(noted: Unsendable, replacements: Replacements, { zodSchema, path }: ZodPart): void {
  const { type, coerce, in: first } = zodSchema._zod.def;
  if (type === 'catch' || first?._zod.def.type === 'transform') noted.isOpen = true;
  if (replacements[type] && !coerce && typeof path.at(-1) !== 'number')
    noted.problem = `${path.join('/')} is a ${type}, not JSON. Use z.${replacements[type]}().`;
}

/** Throws a TypeError for a schema with a part that no model can send. */
export function refuseUnsendable({ problem, isOpen }: Unsendable): void {
  if (problem && !isOpen) throw unusable(problem);
}

export function unusable(why: string, side: 'input' | 'output' = 'input'): TypeError {
  return new TypeError(`This ${side}Schema cannot be used: ${why}`);
}
