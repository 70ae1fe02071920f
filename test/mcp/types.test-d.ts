import { Client } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { type ClientTool, createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { expectTypeOf, test } from 'vitest';

const me = { name: 'toolferry-tests', version: '1.0.0' };

test('the clients of both packages are taken as they are', () => {
  expectTypeOf(fromMCPClient(new Client(me))).toEqualTypeOf<Promise<ClientTool[]>>();
  expectTypeOf(fromMCPClient(new Client1(me), { bridge: createBridge() })).toEqualTypeOf<Promise<ClientTool[]>>();
});

test('what is no client is not', () => {
  // @ts-expect-error a transport is no client
  void fromMCPClient({ start: async () => {}, send: async () => {}, close: async () => {} });
  // @ts-expect-error metadata is ATP's
  void fromMCPClient(new Client(me), { metadata: () => ({ operationType: true }) });
});
