import { SqlDatabase } from '@langchain/classic/sql_db';
import { DataSource } from 'typeorm';

/** Creates a database in memory (sql.js) with one table. */
export async function sqlDatabase(): Promise<SqlDatabase> {
  const appDataSource = new DataSource({ type: 'sqljs' });
  await appDataSource.initialize();
  await appDataSource.query('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, age REAL)');
  await appDataSource.query(`INSERT INTO notes (text, age) VALUES ('milk', 1.5), ('bread', NULL)`);
  return SqlDatabase.fromDataSourceParams({ appDataSource });
}
