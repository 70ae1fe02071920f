/** The kinds of values that keywords have. @module */
import { isObject } from '../../unknown.js';

export const anObject: { readonly is: typeof isObject; readonly article: string } = {
  is: isObject,
  article: 'an object',
};
export const anArray = {
  is: (value: unknown): value is readonly unknown[] => Array.isArray(value),
  article: 'an array',
};
export const aString = { is: (value: unknown): value is string => typeof value === 'string', article: 'a string' };
export const aBoolean = { is: (value: unknown): value is boolean => typeof value === 'boolean', article: 'a boolean' };
export const aNumber = {
  is: (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value),
  article: 'a number',
};
export const aCount = {
  is: (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0,
  article: 'a non-negative integer',
};
export const names = {
  is: (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((name) => typeof name === 'string'),
  article: 'an array of strings',
};
export const aSchema = {
  is: (value: unknown): value is object | boolean => typeof value === 'boolean' || isObject(value),
  article: 'a schema',
};
