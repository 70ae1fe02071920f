import type { Letta } from '@letta-ai/letta-client';
import { ToolferryError } from '../../errors.js';
import { readAgent } from '../rest/read-agent.js';
import { isGated } from '../rest/server-tools.js';

/** The properties of an agent that its model depends on. */
export interface KnownAgent {
  /** The maximum number of characters of one result. */
  readonly maxCharacters: number;
  /** Names of the server tools that run without approval. */
  readonly ungated: ReadonlySet<string>;
}

/** Returns a function that reads the agent on first use, and again only after a failure. Rejects with `unsupported_agent`. */
export function cacheKnownAgent(
  client: Letta,
  agentId: string,
  overrideModel: string | null | undefined,
): () => Promise<KnownAgent> {
  let known: Promise<KnownAgent> | undefined;
  return () => {
    known ??= read(client, agentId, overrideModel).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/**
 * Throws `invalid_tool` for a tool with the name of an ungated server tool: as soon as it is not offered (`activeTools`), the
 * server tool would run in its place. A client tool may stand in for a server tool that requires approval.
 */
export function checkOffered(names: Iterable<string>, { ungated }: KnownAgent): void {
  const colliding = [...names].filter((name) => ungated.has(name));
  if (colliding.length === 0) return;
  const list = colliding.map((name) => `"${name}"`).join(', ');
  throw new ToolferryError(
    'invalid_tool',
    `The agent's server runs tools named ${list} itself. Rename the tools that you pass, or make the server tools require approval.`,
  );
}

async function read(client: Letta, agentId: string, overrideModel: string | null | undefined): Promise<KnownAgent> {
  const { agent, serverTools, maxCharacters } = await readAgent(client, agentId, overrideModel);
  const ungated = serverTools.filter((tool) => !isGated(tool, agent)).map(({ name }) => name ?? '');
  return { maxCharacters, ungated: new Set(ungated) };
}
