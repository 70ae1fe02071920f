/** The client tools of the demo, defined in three ways. Three of them are slow, to show that they run concurrently. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tool as langChainTool } from '@langchain/core/tools';
import { tool as aiTool } from 'ai';
import { type ClientTool, defineTool } from 'toolferry';
import { fromAISDKTools } from 'toolferry/ai-sdk';
import { fromLangChainTools } from 'toolferry/langchain';
import { z } from 'zod';

const month = { type: 'object', properties: { month: { type: 'string' } }, required: ['month'] } as const;
const rates: Readonly<Record<string, number>> = { EUR: 1, USD: 1.16, CHF: 0.93 };

export async function createClientTools(folder: string): Promise<ClientTool[]> {
  const receiptsOf = (name: string) => path.join(folder, `${path.basename(name)}.txt`);

  const readReceipts = defineTool({
    name: 'read_receipts',
    description: 'Read the receipts of a month',
    inputSchema: month,
    handler: async (input) => {
      await sleep(300);
      return readFile(receiptsOf(input.month), 'utf8');
    },
  });

  const deleteReceipts = defineTool({
    name: 'delete_receipts',
    description: 'Delete the receipts of a month',
    inputSchema: month,
    metadata: { operationType: 'destructive' },
    handler: (input) => rm(receiptsOf(input.month)),
  });

  const exchangeRate = langChainTool(
    async ({ from, to }) => {
      await sleep(400);
      return (rates[to] ?? Number.NaN) / (rates[from] ?? Number.NaN);
    },
    {
      name: 'exchange_rate',
      description: 'What one unit of a currency is worth in another',
      schema: z.object({ from: z.string(), to: z.string() }),
    },
  );

  const freeDays = aiTool({
    description: 'How many days of a month are free',
    inputSchema: z.object({ month: z.string() }),
    execute: async (input) => {
      await sleep(500);
      return { month: input.month, days: 9 };
    },
  });

  return [
    readReceipts,
    deleteReceipts,
    ...fromLangChainTools([exchangeRate]),
    ...(await fromAISDKTools({ free_days: freeDays })),
  ];
}
