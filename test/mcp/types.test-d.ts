import { Client } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { type ClientTool, createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { expectTypeOf, test } from 'vitest';

const me = { name: 'toolferry-tests', version: '1.0.0' };

test('fromMCPClient accepts the clients of both packages', () => {
  expectTypeOf(fromMCPClient(new Client(me))).toEqualTypeOf<Promise<ClientTool[]>>();
  expectTypeOf(fromMCPClient(new Client1(me), { bridge: createBridge() })).toEqualTypeOf<Promise<ClientTool[]>>();
});

test('fromMCPClient does not accept other values, or other metadata', () => {
  // @ts-expect-error a transport is not a client
  void fromMCPClient({ start: async () => {}, send: async () => {}, close: async () => {} });
  // @ts-expect-error operationType is a string
  void fromMCPClient(new Client(me), { metadata: () => ({ operationType: true }) });
});
