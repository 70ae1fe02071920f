import { ignoreOverride, type Options, parseDef, type Refs, zodToJsonSchema } from 'zod-to-json-schema';
import { type Replacements, refuseUnsendable, type ZodDefinition } from '../schema/unsendable.js';

export type Draft = 'draft-2020-12' | 'draft-07';

type ZodSchema = Parameters<typeof zodToJsonSchema>[0];
interface TupleDef {
  readonly typeName: 'ZodTuple';
  readonly items: readonly ZodSchema[];
  readonly rest: ZodSchema | null;
  readonly description?: string | undefined;
}

/** Returns the JSON Schema of a zod 3 schema's input. Throws a TypeError for a draft that is not supported. */
export function toJSONSchema(schema: object, target: Draft): Record<string, unknown> {
  if (target !== 'draft-07' && target !== 'draft-2020-12')
    throw new TypeError(`zod3() supports JSON Schema draft-2020-12 and draft-07, not ${target}.`);
  refuseUnsendable(schema, replacements, readDefinition);
  const converted = zodToJsonSchema(schema as ZodSchema, { ...inputOptions, override: override(target) });
  return target === 'draft-07' ? converted : { ...converted, $schema: 'https://json-schema.org/draft/2020-12/schema' };
}

/** A definition of zod 3, whose `type` is the schema of an array's items or of what is branded. */
interface Definition {
  readonly typeName?: string;
  readonly type?: object;
  readonly coerce?: boolean;
  readonly options?: readonly object[];
  readonly shape?: () => Readonly<Record<string, object>>;
  readonly items?: Readonly<Record<string, object>>;
  readonly left?: object;
  readonly right?: object;
  readonly in?: object;
  readonly innerType?: object;
  /** Of an effect. */
  readonly schema?: object;
  readonly effect?: { readonly type: string };
  readonly minLength?: { readonly value: number } | null;
  readonly exactLength?: { readonly value: number } | null;
}

/** zod-to-json-schema shows these as something that JSON has, and zod 3 accepts only what it has not. */
const replacements: Replacements = {
  date: 'string().datetime',
  bigint: 'number().int',
  map: 'record',
  set: 'array',
  symbol: 'string',
  nan: 'number',
  function: 'string',
};

/** Returns the definition of a zod 3 schema under zod 4's names. */
function readDefinition(zodSchema: object): ZodDefinition {
  const { _def } = zodSchema as { readonly _def: Definition };
  const { typeName = '', type: inner, shape, schema, effect, minLength, exactLength, ...definition } = _def;
  const type = typeName.slice('Zod'.length).toLowerCase();
  const minimum = minLength?.value ?? exactLength?.value;
  return {
    in: type === 'branded' ? inner : effect?.type === 'preprocess' ? undefined : schema,
    ...definition,
    type,
    shape: shape?.(),
    element: inner,
    checks: type === 'array' ? [{ _zod: { def: { minimum } } }] : [],
  };
}

/** The input's schema: zod accepts the keys that it strips, and the output of a transform is not part of the input. */
const inputOptions = {
  target: 'jsonSchema7',
  $refStrategy: 'none',
  pipeStrategy: 'input',
  removeAdditionalStrategy: 'strict',
  allowedAdditionalProperties: undefined,
  applyRegexFlags: true,
} as const satisfies Partial<Options>;

/**
 * Writes recursive schemas as references: zod-to-json-schema 3.25 either shows them as "anything" or refers to them by
 * unescaped paths. Also writes tuples in the form of draft 2020-12: zod-to-json-schema writes only that of draft 7.
 */
function override(target: Draft): NonNullable<Options['override']> {
  return (def, refs, seen) => {
    if (seen?.path.every((segment, index) => refs.currentPath[index] === segment)) return { $ref: pointer(seen.path) };
    return target === 'draft-2020-12' && isTuple(def) ? tuple(def, refs) : ignoreOverride;
  };
}

function isTuple(def: object): def is TupleDef {
  return 'typeName' in def && def.typeName === 'ZodTuple';
}

function tuple(def: TupleDef, refs: Refs): object {
  const member = ({ _def }: ZodSchema, ...path: string[]) =>
    parseDef(_def, { ...refs, currentPath: [...refs.currentPath, ...path] }) ?? {};
  return {
    type: 'array',
    minItems: def.items.length,
    prefixItems: def.items.map((item, index) => member(item, 'prefixItems', String(index))),
    ...(def.rest ? { items: member(def.rest, 'items') } : { maxItems: def.items.length }),
    ...(def.description !== undefined && { description: def.description }),
  };
}

function pointer([root, ...path]: readonly string[]): string {
  const escaped = path.map((segment) => encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1')));
  return [root, ...escaped].join('/');
}
