import type { Part } from './generate.js';

/** A stored message, through JSON. */
export interface StoredMessage {
  readonly role: string;
  readonly content: unknown;
}

/** Returns the stored messages of a generation with the user's answers to every approval request in them. */
export function answered(
  first: { readonly messages: readonly object[]; readonly parts: readonly Part[] },
  approved: boolean,
): StoredMessage[] {
  const requests = first.parts.filter(({ type }) => type === 'tool-approval-request');
  const content = requests.map(({ approvalId }) => ({ type: 'tool-approval-response', approvalId, approved }));
  return JSON.parse(
    JSON.stringify([{ role: 'user', content: 'go' }, ...first.messages, { role: 'tool', content }]),
  ) as StoredMessage[];
}
