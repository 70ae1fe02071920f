import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { getProperty, isObject } from '../../unknown.js';

type Schema = Parameters<typeof toJsonSchema>[0];
type Options = Parameters<typeof toJsonSchema>[1];
type Shape = Record<string, unknown>;

/**
 * Converts a schema to JSON Schema as LangChain does. Core 1.1 replaces members of the objects in a zod 4 schema by closed ones
 * without their transforms, so that the tool itself would check differently: they are put back.
 */
export function convertSchema(schema: unknown, options?: Options): unknown {
  const shapes = new Map<Shape, Shape>();
  collectShapes(schema, shapes);
  try {
    return toJsonSchema(schema as Schema, options);
  } finally {
    for (const [shape, members] of shapes) putBack(shape, members);
  }
}

function putBack(shape: Shape, members: Shape): void {
  for (const [name, value] of Object.entries(members))
    if (shape[name] !== value)
      Reflect.defineProperty(shape, name, { value, configurable: true, enumerable: true, writable: true });
}

/** Copies the shapes of an object and of those that it holds, also in arrays and before a transform: LangChain looks no further. */
function collectShapes(schema: unknown, shapes: Map<Shape, Shape>): void {
  const { shape, element, in: input } = Object(getProperty(getProperty(schema, '_zod'), 'def'));
  for (const inner of [element, input]) if (inner !== undefined) collectShapes(inner, shapes);
  if (!isObject(shape) || shapes.has(shape)) return;
  const members = { ...shape };
  shapes.set(shape, members);
  for (const member of Object.values(members)) collectShapes(member, shapes);
}
