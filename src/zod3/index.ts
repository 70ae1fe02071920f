/** zod 3 schemas for `defineTool`. @module */

export { type Zod3JSONSchema, type Zod3Schema, zod3 } from './zod3.js';
