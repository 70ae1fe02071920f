import { AWSLambda } from '@langchain/community/tools/aws_lambda';
import { BingSerpAPI } from '@langchain/community/tools/bingserpapi';
import { BraveSearch } from '@langchain/community/tools/brave_search';
import { Calculator } from '@langchain/community/tools/calculator';
import { ConneryAction, ConneryService } from '@langchain/community/tools/connery';
import { DadJokeAPI } from '@langchain/community/tools/dadjokeapi';
import { DataForSeoAPISearch } from '@langchain/community/tools/dataforseo_api_search';
import { GoogleCustomSearch } from '@langchain/community/tools/google_custom_search';
import { GooglePlacesAPI } from '@langchain/community/tools/google_places';
import { GoogleRoutesAPI } from '@langchain/community/tools/google_routes';
import { SERPGoogleScholarAPITool } from '@langchain/community/tools/google_scholar';
import { SERPGoogleTrendsTool } from '@langchain/community/tools/google_trends';
import { IFTTTWebhook } from '@langchain/community/tools/ifttt';
import { SearchApi } from '@langchain/community/tools/searchapi';
import { SearxngSearch } from '@langchain/community/tools/searxng_search';
import { SerpAPI } from '@langchain/community/tools/serpapi';
import { Serper } from '@langchain/community/tools/serper';
import { StackExchangeAPI } from '@langchain/community/tools/stackexchange';
import { WikipediaQueryRun } from '@langchain/community/tools/wikipedia_query_run';
import { WolframAlphaTool } from '@langchain/community/tools/wolframalpha';
import type { ConvertibleTool } from 'toolferry/langchain';

const apiKey = 'not-a-key';

/** Creates the tools of `@langchain/community` that do not need an SDK of a service. Only the calculator runs offline. */
export function communityTools(): ConvertibleTool[] {
  return [
    new AWSLambda({ name: 'lambda', description: 'Call a function', functionName: 'f' }),
    new BingSerpAPI(apiKey),
    new BraveSearch({ apiKey }),
    new Calculator(),
    connery(),
    new DadJokeAPI(),
    new DataForSeoAPISearch({ apiLogin: 'nobody', apiPassword: apiKey }),
    new GoogleCustomSearch({ apiKey, googleCSEId: 'none' }),
    new GooglePlacesAPI({ apiKey }),
    new GoogleRoutesAPI({ apiKey }),
    new SERPGoogleScholarAPITool({ apiKey }),
    new SERPGoogleTrendsTool({ apiKey }),
    new IFTTTWebhook('http://127.0.0.1:9/json/with/key/k', 'light', 'Switch on the light'),
    new SearchApi(apiKey),
    new SearxngSearch({ apiBase: 'http://127.0.0.1:9', params: {} }),
    new SerpAPI(apiKey),
    new Serper(apiKey),
    new StackExchangeAPI(),
    new WikipediaQueryRun(),
    new WolframAlphaTool({ appid: apiKey }),
  ];
}

function connery(): ConvertibleTool {
  const parameter = { key: 'recipient', title: 'Recipient', type: 'string', validation: { required: true } };
  const optional = { key: 'subject', title: 'Subject', description: 'One line', type: 'string' };
  const action = {
    id: 'send_mail',
    key: 'sendMail',
    title: 'Send mail',
    description: 'To one person',
    type: 'create',
    inputParameters: [parameter, optional],
    outputParameters: [],
    pluginId: 'mail',
  };
  return new ConneryAction(action as never, new ConneryService({ runnerUrl: 'http://127.0.0.1:9', apiKey }));
}
