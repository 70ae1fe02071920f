/** The parts of LangChain's core 1.1 by which it shows tools. */
export { tool } from 'core-1.1/tools';
export { convertToOpenAITool } from 'core-1.1/utils/function_calling';
export { toJsonSchema } from 'core-1.1/utils/json_schema';
