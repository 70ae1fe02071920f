import type { Difference } from './differences.ts';

/**
 * Every way in which a tool may change without being wrong, with what tells it. The first that fits counts; a difference
 * that none fits is wrong.
 */
const lossKinds = {
  /** No framework's tool says it of itself: it is said again with the `metadata` option of `from…`. */
  metadata: ({ path, after }) => path === '/metadata' && after === undefined,
  /** LangChain has no place for it. */
  'output schema': ({ path, after }) => path === '/outputSchema' && after === undefined,
  /** The AI SDK's adapter says of every input that it is an object, because providers refuse parameters that do not. */
  'object type': ({ path, before }) => /^\/inputSchema\/(type|properties)$/.test(path) && before === undefined,
  /** Which draft the schema is written for. */
  dialect: ({ path }) => path === '/inputSchema/$schema',
  /**
   * Both frameworks show a zod object as closed, though zod leaves unknown members out, or keeps them. It is shown as zod
   * shows it; that inputs are taken as before is what the inputs test.
   */
  'closed object': ({ path, before }) => path.endsWith('/additionalProperties') && before === false,
  /** LangChain shows what zod makes of an input, where a member with a default is always there; a model need not send it. */
  'required default': ({ path, before, holder }) =>
    path.endsWith('/isRequired') && before === true && hasDefault((holder as { is: unknown }).is),
} as const satisfies Record<string, (difference: Difference) => boolean>;

/**
 * Kinds of inputs that are no longer accepted. `check on the way`: a stranger's tool refused it by the schema it was shown.
 * `check added`: the AI SDK checks nothing for a `jsonSchema()` without `validate`; here that schema is checked.
 */
export type RefusalKind = 'check on the way' | 'check added';

export type LossKind = keyof typeof lossKinds | RefusalKind;

export function kindOf(difference: Difference): LossKind | undefined {
  const kinds = Object.keys(lossKinds) as (keyof typeof lossKinds)[];
  return kinds.find((kind) => lossKinds[kind](difference));
}

/** Of its own, or in one of its branches: a default may be nullable. */
function hasDefault(schema: unknown): boolean {
  const { default: value, anyOf }: { default?: unknown; anyOf?: unknown[] } = Object(schema);
  return value !== undefined || (anyOf?.some(hasDefault) ?? false);
}
