/** AI SDK tools of npm packages, created without a network. Tools of a service get a fake key. */
import { webSearch as exaSearch } from '@exalabs/ai-sdk';
import { createGithubTools } from '@github-tools/sdk';
import { createExtractTool, createSearchTool } from '@parallel-web/ai-sdk-tools';
import { perplexitySearch } from '@perplexity-ai/ai-sdk';
import * as tavily from '@tavily/ai-sdk';
import { queryDocs, resolveLibraryId } from '@upstash/context7-tools-ai-sdk';
import { v0ToolsFlat } from '@v0-sdk/ai-tools';
import * as valyu from '@valyu/ai-sdk';
import type { ToolSet } from 'ai';
import { createBashTool } from 'bash-tool';
import * as firecrawl from 'firecrawl-aisdk';

const apiKey = 'not-a-key';
/** Limits the share of one package in the corpus. */
const mostOfOne = 25;

/** Creates the tools, by package. The shell tools get new files. */
export async function aiSDKTools(): Promise<Readonly<Record<string, ToolSet>>> {
  const shell = await createBashTool({ files: { 'notes.txt': 'milk\nbread\n' } });
  const sets: Record<string, object> = {
    '@github-tools/sdk': createGithubTools({ token: apiKey }),
    '@v0-sdk/ai-tools': v0ToolsFlat({ apiKey }),
    'firecrawl-aisdk': firecrawlTools(),
    '@valyu/ai-sdk': valyuTools(),
    '@tavily/ai-sdk': {
      tavilySearch: tavily.tavilySearch({ apiKey }),
      tavilyExtract: tavily.tavilyExtract({ apiKey }),
      tavilyCrawl: tavily.tavilyCrawl({ apiKey }),
      tavilyMap: tavily.tavilyMap({ apiKey }),
    },
    'bash-tool': shell.tools,
    '@parallel-web/ai-sdk-tools': {
      parallelSearch: createSearchTool({ apiKey }),
      parallelExtract: createExtractTool({ apiKey }),
    },
    '@upstash/context7-tools-ai-sdk': {
      resolveLibraryId: resolveLibraryId({ apiKey: `ctx7sk-${apiKey}` }),
      queryDocs: queryDocs({ apiKey: `ctx7sk-${apiKey}` }),
    },
    '@exalabs/ai-sdk': { exaSearch: exaSearch({ apiKey }) },
    '@perplexity-ai/ai-sdk': { perplexitySearch: perplexitySearch({ apiKey }) },
  };
  return Object.fromEntries(Object.entries(sets).map(([from, tools]) => [from, firstOf(tools)]));
}

function firstOf(tools: object): ToolSet {
  return Object.fromEntries(Object.entries(tools).slice(0, mostOfOne));
}

function firecrawlTools(): object {
  const { agent, batchScrape, browser, cancel, crawl, interact, map, poll, scrape, search, status } = firecrawl;
  const made = { agent, batchScrape, browser, crawl, interact, map, scrape, search };
  const named = Object.entries(made).map(([name, make]) => [name, (make as (options: object) => unknown)({ apiKey })]);
  return { ...Object.fromEntries(named), cancel, poll, status };
}

function valyuTools(): object {
  const { bioSearch, companyResearch, datasources, datasourcesCategories, economicsSearch, ...others } = valyu;
  const { financeSearch, paperSearch, patentSearch, secSearch, webSearch } = others;
  const made = { bioSearch, companyResearch, datasources, datasourcesCategories, economicsSearch };
  const more = { financeSearch, paperSearch, patentSearch, secSearch, webSearch };
  return Object.fromEntries(Object.entries({ ...made, ...more }).map(([name, make]) => [name, make({ apiKey })]));
}
