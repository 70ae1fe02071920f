/** Thirty LangChain tools of different kinds. */
import { jsonSchemaTools } from './json-schema-tools.ts';
import { otherTools } from './other-tools.ts';
import { zodTools } from './zod-tools.ts';

export const langchainTools = [...zodTools, ...jsonSchemaTools, ...otherTools];
