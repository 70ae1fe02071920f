import { cut } from '../cut.js';
import { withoutStack } from '../stack-line.js';
import type { ValidationIssue } from '../types.js';

const maxIssues = 5;
const maxLength = 500;

/** Describes up to five issues as `path.to.field: message`, so that a model can correct its call. */
export function describeIssues(issues: readonly ValidationIssue[]): string {
  return issues.slice(0, maxIssues).map(describeIssue).join('; ');
}

function describeIssue({ path = [], message }: ValidationIssue): string {
  const where = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  const text = cut(withoutStack(String(message)), maxLength);
  return where ? `${cut(where, maxLength)}: ${text}` : text;
}
