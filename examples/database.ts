/**
 * Sandbox code of an ATP server that uses a database which only this machine can reach. Changes need approval.
 * Needs an ATP server (ATP_URL) and a MariaDB or MySQL (DATABASE_URL).
 */
import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';

const database = await createConnection(process.env.DATABASE_URL ?? 'mysql://root@127.0.0.1:3306/test');
await database.query('CREATE TEMPORARY TABLE orders (id INT PRIMARY KEY, customer TEXT, cents INT)');
await database.query("INSERT INTO orders VALUES (1, 'Ada', 1200), (2, 'Bob', 800), (3, 'Ada', 300)");

const statement = {
  type: 'object',
  properties: { sql: { type: 'string' }, values: { type: 'array', items: { type: ['string', 'number', 'null'] } } },
  required: ['sql'],
} as const;

const query = defineTool({
  namespace: 'db',
  name: 'query',
  description: 'Run one SELECT with ? for values',
  inputSchema: statement,
  metadata: { operationType: 'read' },
  handler: async ({ sql, values = [] }) => {
    await database.query('START TRANSACTION READ ONLY');
    try {
      const [rows] = await database.execute<RowDataPacket[]>(sql, [...values]);
      return rows;
    } finally {
      await database.query('ROLLBACK');
    }
  },
});

const change = defineTool({
  namespace: 'db',
  name: 'change',
  description: 'Run one INSERT, UPDATE or DELETE with ? for values',
  inputSchema: statement,
  metadata: { operationType: 'destructive' },
  handler: async ({ sql, values = [] }) => {
    const [{ affectedRows }] = await database.execute<ResultSetHeader>(sql, [...values]);
    return { affectedRows };
  },
});

const atp = await connectATP({
  baseUrl: process.env.ATP_URL ?? 'http://localhost:3333',
  tools: [query, change],
  approve: ({ call }) => (call.input as { sql: string }).sql.startsWith('UPDATE'),
});
const { result } = await atp.execute(`
  const rows = await api.db.query({ sql: 'SELECT cents FROM orders WHERE customer = ?', values: ['Ada'] });
  const updated = await api.db.change({ sql: 'UPDATE orders SET cents = 0 WHERE id = ?', values: [2] });
  let refused;
  try {
    await api.db.change({ sql: 'DELETE FROM orders' });
  } catch (error) {
    refused = error.message;
  }
  const [{ left }] = await api.db.query({ sql: 'SELECT COUNT(*) AS \\\`left\\\` FROM orders' });
  return { adaSpent: rows.map((row) => row.cents).reduce((a, b) => a + b, 0), updated, refused, left };
`);
console.log(JSON.stringify(result));
atp.close();
await database.end();
