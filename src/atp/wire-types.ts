import type { ToolMetadata } from '../types.js';

/** The response of `/api/execute` and `/api/resume`. Only its id and status have been checked. */
export interface WireExecution {
  readonly executionId: string;
  readonly status: string;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly stats?: unknown;
  readonly provenanceTokens?: unknown;
  readonly needsCallback?: unknown;
  readonly needsCallbacks?: unknown;
  readonly callbackHistory?: unknown;
}

/** The server's measurements of an execution: milliseconds, bytes and calls. */
export interface ATPExecutionStats {
  readonly duration: number;
  readonly memoryUsed: number;
  readonly llmCallsCount: number;
  readonly approvalCallsCount: number;
}

/** A callback that a paused execution waits for. In a batch it has an id; a single one has a sequence number in its payload. */
export interface WireCallback {
  readonly id?: string;
  readonly type: string;
  readonly operation: string;
  readonly payload?: unknown;
}

/** A tool as `/api/init` accepts it. */
export interface WireTool {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly description: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly metadata?: ToolMetadata | undefined;
  readonly supportsConcurrency?: boolean | undefined;
  readonly keywords?: readonly string[] | undefined;
}
