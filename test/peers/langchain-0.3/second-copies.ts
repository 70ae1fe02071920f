/** Second copies of LangChain's core: 0.3 with its LangGraph and zod 3, and another 1.x than the one in use. */
import * as messages03 from '@langchain/core/messages';
import * as runnables03 from '@langchain/core/runnables';
import * as tools03 from '@langchain/core/tools';
import * as messages11 from 'core-1.1/messages';
import * as runnables11 from 'core-1.1/runnables';
import * as tools11 from 'core-1.1/tools';
import * as langgraph from 'langgraph-0.4';
import { ToolNode } from 'langgraph-0.4/prebuilt';
import { z } from 'zod';

const core03 = { ...tools03, ToolMessage: messages03.ToolMessage, RunnableLambda: runnables03.RunnableLambda };
const core11 = { ...tools11, ToolMessage: messages11.ToolMessage, RunnableLambda: runnables11.RunnableLambda };

export const secondCopies = { '0.3': core03, '1.1': core11 as unknown as typeof core03 };

export const langgraph04 = { ...langgraph, ToolNode, AIMessage: messages03.AIMessage };
/** The copy of zod 3 that is installed with core 0.3. */
export const zod3 = z;
