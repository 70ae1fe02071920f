import { SqlToolkit } from '@langchain/classic/agents/toolkits/sql';
import { Toolkit } from '@langchain/community/agents/toolkits/base';
import { Calculator } from '@langchain/community/tools/calculator';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { sqlDatabase } from './sql-database.ts';

/** Creates a toolkit of LangChain for a database in memory. */
export async function sqlToolkit(): Promise<SqlToolkit> {
  return new SqlToolkit(await sqlDatabase(), new FakeListChatModel({ responses: ['SELECT 1'] }) as never);
}

/** A toolkit with the base class of community, whose own toolkits need an SDK of a service (1.1). */
export class Sums extends Toolkit {
  readonly tools: StructuredToolInterface[] = [new Calculator() as StructuredToolInterface];
}
