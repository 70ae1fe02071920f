import type { RequestedCall } from '../requested-calls.js';
import type { LettaEvent } from '../turn.js';
import type { StreamPart } from './language-model-v2.js';

export interface PartWriterOptions {
  /** Whether calls of the server's tool of this name are told. */
  isTold(name: string): boolean;
  /** Ids of calls that the conversation has; those told here are added. */
  readonly usedIds: Set<string>;
}

/** Writes what happens in a request as parts of a stream: blocks that start and end, and the server's calls with their results. */
export interface PartWriter {
  tell(event: LettaEvent): void;
  /** Calls that the server answers for; their results are still to come. */
  expect(calls: readonly RequestedCall[]): void;
  /** Ends the block that is open. */
  end(): void;
  /** The server's calls without results so far. */
  readonly expected: readonly RequestedCall[];
}

type Block = 'text' | 'reasoning';

/** The AI SDK takes a result only beside its call: a call of the server is told when its result is there. */
export function partWriter(emit: (part: StreamPart) => void, { isTold, usedIds }: PartWriterOptions): PartWriter {
  const expected = new Map<string, RequestedCall>();
  let open: { readonly type: Block; readonly id: string } | undefined;
  let blocks = 0;

  const end = (): void => {
    if (open) emit({ type: `${open.type}-end`, id: open.id });
    open = undefined;
  };
  const write = (type: Block, delta: string): void => {
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
    if (call === undefined || !isTold(call.name)) return;
    end();
    const toolCallId = usedIds.has(serverId) ? `${serverId}@${crypto.randomUUID()}` : serverId;
    usedIds.add(toolCallId);
    const shared = { toolCallId, toolName: call.name, providerExecuted: true, dynamic: true } as const;
    emit({ type: 'tool-call', ...shared, input: call.input });
    emit({ type: 'tool-result', ...shared, result, isError });
  };

  const expect: PartWriter['expect'] = (calls) => {
    for (const call of calls) expected.set(call.id, call);
  };
  return {
    tell(event) {
      if (event.type === 'text' || event.type === 'reasoning') write(event.type, event.text);
      else if (event.type === 'call-requested') expect([event.call as RequestedCall]);
      else if (event.type === 'server-tool-returned') writeResult(event.toolCallId, event.text, event.failed);
    },
    expect,
    end,
    get expected() {
      return [...expected.values()];
    },
  };
}
