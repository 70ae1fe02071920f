/**
 * Sandbox code of an ATP server that controls a browser on this machine.
 * Needs an ATP server (ATP_URL) and Chromium (CHROMIUM, default /usr/bin/chromium).
 */
import { chromium } from 'playwright-core';
import { defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const page = await browser.newPage();
const selector = { type: 'object', properties: { selector: { type: 'string' } }, required: ['selector'] } as const;

const tools = [
  defineTool({
    namespace: 'browser',
    name: 'open',
    description: 'Open a page',
    inputSchema: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
    handler: async ({ url }) => {
      await page.goto(url);
      return { title: await page.title() };
    },
  }),
  defineTool({
    namespace: 'browser',
    name: 'click',
    description: 'Click an element',
    inputSchema: selector,
    metadata: { operationType: 'write' },
    handler: ({ selector }) => page.click(selector, { timeout: 2000 }),
  }),
  defineTool({
    namespace: 'browser',
    name: 'text',
    description: 'Read the text of an element',
    inputSchema: selector,
    metadata: { operationType: 'read' },
    handler: ({ selector }) => page.innerText(selector, { timeout: 2000 }),
  }),
];

const atp = await connectATP({ baseUrl: process.env.ATP_URL ?? 'http://localhost:3333', tools });
const counter =
  'data:text/html,<title>Counter</title><button onclick="out.innerText = Number(out.innerText) + 1">+</button><p id="out">0</p>';
const { result } = await atp.execute(`
  const { title } = await api.browser.open({ url: ${JSON.stringify(counter)} });
  await api.browser.click({ selector: 'button' });
  await api.browser.click({ selector: 'button' });
  return title + ': ' + (await api.browser.text({ selector: '#out' }));
`);
console.log(result);
atp.close();
await browser.close();
