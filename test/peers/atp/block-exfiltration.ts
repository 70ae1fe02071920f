import { createCustomPolicy } from '@mondaydotcomorg/atp-server';

process.env.PROVENANCE_SECRET ??= 'a secret for provenance tokens in tests, long enough';

/** A policy of the server: what a function returned may not be passed to `send`. */
export const blockExfiltration = createCustomPolicy(
  'block-exfiltration',
  'Blocks sending what a function returned',
  (tool, args, getProvenance) => {
    const isFromTool = Object.values(args).some((value) => getProvenance(value)?.source.type === 'tool');
    return tool === 'send' && isFromTool ? { action: 'block', reason: 'this came from a function' } : { action: 'log' };
  },
);
