/** Tools that return Commands for the state of their graph. */
import { createHandoffTool } from '@langchain/langgraph-swarm';
import { createFilesystemMiddleware } from 'deepagents';
import type { AgentMiddleware } from 'langchain';
import type { ConvertibleTool } from 'toolferry/langchain';

/** Returns the file tools of deepagents, which keep files in the state. */
export function deepAgentFiles(): AgentMiddleware {
  return createFilesystemMiddleware() as unknown as AgentMiddleware;
}

export function handOffTo(agentName: string): ConvertibleTool {
  return createHandoffTool({ agentName }) as ConvertibleTool;
}
