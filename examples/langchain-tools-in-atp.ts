/**
 * Existing LangChain tools, called by sandbox code of an ATP server. The tools run in this process.
 * Needs an ATP server (ATP_URL).
 */
import { tool } from '@langchain/core/tools';
import { connectATP } from 'toolferry/atp';
import { fromLangChainTools } from 'toolferry/langchain';
import { z } from 'zod';

const stock = new Map([
  ['tea', 3],
  ['coffee', 0],
]);
const inStock = tool(({ item }) => ({ item, left: stock.get(item) ?? 0 }), {
  name: 'inStock',
  description: 'How many are left?',
  schema: z.object({ item: z.string() }),
});
const order = tool(({ item, count }) => `ordered ${count} ${item}`, {
  name: 'order',
  description: 'Order more',
  schema: z.object({ item: z.string(), count: z.int().positive().default(10) }),
});

const tools = fromLangChainTools([inStock, order], {
  namespace: 'shop',
  metadata: (name) => ({ operationType: name === 'order' ? 'destructive' : 'read' }),
});
const atp = await connectATP({
  baseUrl: process.env.ATP_URL ?? 'http://localhost:3333',
  tools,
  approve: ({ call }) => (call.input as { item: string }).item === 'coffee',
});
const { result } = await atp.execute(`
  const orders = [];
  const tea = await api.shop.inStock({ item: 'tea' });
  const coffee = await api.shop.inStock({ item: 'coffee' });
  if (tea.left === 0) orders.push(await api.shop.order({ item: 'tea' }));
  if (coffee.left === 0) orders.push(await api.shop.order({ item: 'coffee' }));
  return orders;
`);
console.log(JSON.stringify(result));
atp.close();
