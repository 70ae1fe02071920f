import type { AGUIHandlerOptions, createAGUIHandler } from 'toolferry/ag-ui';
import type { ReplicaFiles } from './files.ts';

/** What every agent is served with. */
type ServeOptions = Pick<
  AGUIHandlerOptions<never, never>,
  'store' | 'authorize' | 'serverTools' | 'leaseMs' | 'onError'
>;

/** Creates the handler of an agent, whose own state is in the PostgreSQL at this address. */
export type ServeAgent = (
  options: ServeOptions,
  place: { readonly database: string; readonly files: ReplicaFiles },
) => ReturnType<typeof createAGUIHandler>;
