import { randomUUID } from '../../random-uuid.js';
import type { RequestedCall } from '../requested-calls.js';
import type { LettaEvent } from '../turn.js';
import type { StreamPart } from './language-model-v2.js';

export interface PartWriterOptions {
  /** Whether calls of the server tool with this name are reported. */
  isReported(name: string): boolean;
  /** The ids of the conversation's calls; those of reported calls are added. */
  readonly usedIds: Set<string>;
}

/** Writes the events of requests as stream parts: blocks that start and end, and the server's calls with their results. */
export interface PartWriter {
  write(event: LettaEvent): void;
  /** Registers calls that the server answers itself, whose results follow. */
  expectResults(calls: readonly RequestedCall[]): void;
  /** Ends the open block. */
  end(): void;
  /** The server's calls that have no result yet. */
  readonly expected: readonly RequestedCall[];
}

type Block = 'text' | 'reasoning';

/** The AI SDK accepts a result only together with its call, so a server call is written when its result arrives. */
export function openPartWriter(
  emit: (part: StreamPart) => void,
  { isReported, usedIds }: PartWriterOptions,
): PartWriter {
  const expected = new Map<string, RequestedCall>();
  let open: { readonly type: Block; readonly id: string } | undefined;
  let blocks = 0;

  const end = (): void => {
    if (open) emit({ type: `${open.type}-end`, id: open.id });
    open = undefined;
  };
  const writeDelta = (type: Block, delta: string): void => {
    if (delta === '') return;
    if (open?.type !== type) {
      end();
      open = { type, id: `${type}-${blocks++}` };
      emit({ type: `${type}-start`, id: open.id });
    }
    emit({ type: `${type}-delta`, id: open.id, delta });
  };
  const writeResult = (serverId: string, result: string, isError: boolean): void => {
    const call = expected.get(serverId);
    expected.delete(serverId);
    if (call === undefined || !isReported(call.name)) return;
    end();
    const toolCallId = usedIds.has(serverId) ? `${serverId}@${randomUUID()}` : serverId;
    usedIds.add(toolCallId);
    const shared = { toolCallId, toolName: call.name, providerExecuted: true, dynamic: true } as const;
    emit({ type: 'tool-call', ...shared, input: call.input });
    emit({ type: 'tool-result', ...shared, result, isError });
  };

  const expectResults: PartWriter['expectResults'] = (calls) => {
    for (const call of calls) expected.set(call.id, call);
  };
  return {
    write(event) {
      if (event.type === 'text' || event.type === 'reasoning') writeDelta(event.type, event.text);
      else if (event.type === 'call-requested') expectResults([event.call as RequestedCall]);
      else if (event.type === 'server-tool-returned') writeResult(event.toolCallId, event.text, event.failed);
    },
    expectResults,
    end,
    get expected() {
      return [...expected.values()];
    },
  };
}
