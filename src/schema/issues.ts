import type { ValidationIssue } from '../types.js';

const maxIssues = 5;
const maxLength = 500;

/** `path.to.field: what is wrong`, at most five, so that a model can mend its call. */
export function describeIssues(issues: readonly ValidationIssue[]): string {
  return issues.slice(0, maxIssues).map(describeIssue).join('; ');
}

function describeIssue({ path = [], message }: ValidationIssue): string {
  const where = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  const what = message.length > maxLength ? `${message.slice(0, maxLength)} …` : message;
  return where ? `${where}: ${what}` : what;
}
