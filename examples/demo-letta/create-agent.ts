import { Letta } from '@letta-ai/letta-client';
import { writeScript } from '../../test/peers/letta/script.ts';
import { lettaScript } from './script.ts';

const addUp = `
def add_up(numbers: str) -> int:
    """Adds numbers up.

    Args:
        numbers: the numbers, with spaces between them
    """
    return sum(int(number) for number in numbers.split())
`;

const fileReport = `
def file_report(month: str) -> str:
    """Files the report of a month.

    Args:
        month: the month
    """
    return f"the report of {month} is filed"
`;

/** Creates a Letta agent with two server tools in Python, one of which requires approval. */
export async function createAgent(baseURL: string, modelUrl: string): Promise<string> {
  const client = new Letta({ baseURL, apiKey: 'not-a-key' });
  await client.tools.upsert({ source_code: addUp });
  await client.tools.upsert({ source_code: fileReport, default_requires_approval: true });
  const { marker } = await writeScript(modelUrl, lettaScript);
  const { id } = await client.agents.create({
    name: 'bookkeeper',
    system: `You keep the books. ${marker}`,
    model: 'openai-proxy/mock-model',
    model_settings: { provider_type: 'openai', parallel_tool_calls: true },
    include_base_tools: false,
    tools: ['add_up', 'file_report'],
  });
  return id;
}
