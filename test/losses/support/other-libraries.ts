/** Inputs of tools in other libraries that provide a JSON Schema. */
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';

const inner = v.object({ n: v.optional(v.number(), 1) });

export const otherInputs = (): Record<string, object> => ({
  'ArkType: an object': type({ a: 'number', 'b?': 'string' }),
  'ArkType: a default': type({ a: 'number = 1' }),
  'ArkType: an object in an array': type({ list: type({ a: 'string' }).array() }),
  'ArkType: a tuple': type({ pair: ['string', 'number'] }),
  'ArkType: a closed object': type({ '+': 'reject', a: 'number' }),
  'ArkType: other members': type({ '[string]': 'number' }),
  'ArkType: any object': type('object'),
  'ArkType: a union': type({ value: 'string | number | null' }),
  'ArkType: a union of objects': type({ kind: "'a'", n: 'number' }).or({ kind: "'b'" }),
  'valibot: an object': toStandardJsonSchema(v.object({ a: v.number(), b: v.optional(v.string()) })),
  'valibot: a default': toStandardJsonSchema(v.object({ inner })),
  'valibot: a tuple': toStandardJsonSchema(v.object({ pair: v.strictTuple([v.string(), inner]) })),
  'valibot: a strict object': toStandardJsonSchema(v.strictObject({ a: v.number() })),
  'valibot: a loose object': toStandardJsonSchema(v.looseObject({ a: v.number() })),
  'valibot: other members': toStandardJsonSchema(v.objectWithRest({ a: v.number() }, v.string())),
  'valibot: an intersection': toStandardJsonSchema(v.intersect([inner, v.object({ b: v.string() })])),
  'valibot: a union': toStandardJsonSchema(v.object({ value: v.union([inner, v.string()]) })),
  'valibot: a record': toStandardJsonSchema(v.record(v.string(), inner)),
});
