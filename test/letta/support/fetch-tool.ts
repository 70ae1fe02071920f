import type { Letta } from '@letta-ai/letta-client';
import type { Tool } from '@letta-ai/letta-client/resources/tools';

/** Creates a server tool that returns "<word> of <url>". With `isGated` the server requests approval before it runs it. */
export function fetchTool(client: Letta, name: string, { word = 'BODY', isGated = false } = {}): Promise<Tool> {
  const source_code = `def ${name}(url: str) -> str:
    """Fetch a page.

    Args:
        url (str): the url

    Returns:
        str: the body
    """
    return "${word} of " + url
`;
  return client.tools.upsert({ source_code, default_requires_approval: isGated });
}
