import { readHeadlessAnswer } from '../langchain/to/read-headless-answer.js';
import { canonical } from '../schema/canonical.js';
import type { Answer, ApprovalAnswer, JSONValue, ToolResult } from '../types.js';
import { omitUndefined } from '../unknown.js';
import { type Question, questionKey } from './read-questions.js';

/** A Command of LangGraph, by the members that it reads. A RemoteGraph sends the JSON. */
export interface ResumeCommand {
  readonly lg_name: 'Command';
  readonly resume: { readonly [interruptId: string]: unknown };
  readonly goto: readonly never[];
  toJSON(): object;
}

export function resumeWith(resume: ResumeCommand['resume']): ResumeCommand {
  return { lg_name: 'Command', resume, goto: [], toJSON: () => ({ resume }) };
}

/**
 * Creates the command that resumes a graph with all known answers. Each interrupt gets its own, and those of `interrupt()` by call
 * id: one value for all would answer every call with it.
 */
export function toCommand(questions: readonly Question[], known: ReadonlyMap<string, Answer>): ResumeCommand {
  const resume: Record<string, Record<string, unknown>> = {};
  for (const question of questions) {
    const { interruptId, kind, call } = question;
    const answer = known.get(questionKey(interruptId, call));
    if (answer === undefined) continue;
    resume[interruptId] ??= kind === 'decision' ? { decisions: [] } : {};
    const value = toValue(question, answer);
    if (kind === 'decision') (resume[interruptId].decisions as unknown[]).push(value);
    else Object.defineProperty(resume[interruptId], call.id, { value, enumerable: true });
  }
  return resumeWith(resume);
}

function toValue({ kind, call: { id, name, input } }: Question, answer: Answer): unknown {
  if (!('approved' in answer)) return toHeadlessAnswer(answer);
  const { approved, reason } = answer;
  if (kind === 'decision') return approved ? { type: 'approve' } : omitUndefined({ type: 'reject', message: reason });
  // A yes is bound to exactly what the graph shows.
  return approved ? { approved, toolCall: { id, name, args: input } } : toRefusal(answer);
}

function toRefusal({ reason }: ApprovalAnswer): object {
  return omitUndefined({ approved: false, reason });
}

/** Returns the shortest form that is read as the same result: LangChain's headless tools show it to the model as it is. */
function toHeadlessAnswer(result: ToolResult): unknown {
  const call = { id: result.toolCallId, name: result.toolName, input: null };
  const short: JSONValue = result.error ? { error: result.error.message } : result.output;
  const isSame = canonical(readHeadlessAnswer(call, short)) === canonical(result);
  return isSame ? short : result;
}
