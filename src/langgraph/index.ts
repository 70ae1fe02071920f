/** Runs LangGraph graphs as backends of a bridge, and answers their headless tools. Loads LangChain core only. @module */

export type { LangGraphOutput } from './advance.js';
export { type AnswerHeadlessCallsOptions, answerHeadlessCalls, type ThreadStream } from './answer-headless-calls.js';
export { type LangGraphRequest, langGraphBackend } from './backend.js';
export type { LangGraph } from './graph.js';
export type { LangGraphFactory, LangGraphRun } from './thread.js';
export { type HeadlessTool, toHeadlessTools } from './to-headless-tools.js';
