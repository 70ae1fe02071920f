import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../test/web/chromium.ts';
import { startTimeline } from '../../timeline.ts';
import type { Agent } from '../page/stored-conversation.ts';
import { callTable, type PageCall, problemsOf, readCalls } from './calls.ts';
import { createLooks } from './look.ts';
import { type Scene, scenes } from './scenes.ts';
import type { Site } from './start-site.ts';

/** Plays each scene with each agent, and prints what the handlers of the page did. Returns what is wrong. */
export async function playScenes(site: Site, screenshots: string): Promise<readonly string[]> {
  const browser = await launchChromium();
  const looks = createLooks(screenshots);
  const calls: PageCall[] = [];
  const errors: string[] = [];
  const playWith = async (scene: Scene, agent: Agent): Promise<void> => {
    const look = agent === 'langgraph' ? looks.look : async () => {};
    const played = await play(browser, { site, agent, look }, scene);
    calls.push(...played.calls);
    errors.push(...played.errors.map((error) => `${agent}, ${scene.title}: ${error}`));
  };
  for (const scene of scenes) {
    startTimeline(`The page is ${scene.title}`);
    const played = playWith(scene, 'langgraph');
    // Only one replica is killed at a time.
    if (scene.kills) await played;
    await Promise.all([played, playWith(scene, 'ai-sdk')]);
  }
  await browser.close();
  console.log(`\n${callTable(calls)}\n`);
  console.log(
    `${looks.taken.length} screenshots in ${screenshots}; axe found ${looks.findings.length} problems in them.`,
  );
  const findings = looks.findings.map(({ state, rule, elements }) => `${state}: ${rule}: ${elements.join(' ')}`);
  return [...errors, ...problemsOf(calls), ...findings];
}

type Cast = Omit<Parameters<Scene['play']>[0], 'page'> & { readonly agent: Agent };

/** Plays one scene in a new browser context. The user is in Basel, and the browser may share the location. */
async function play(browser: Browser, cast: Cast, scene: Scene) {
  const { site, agent } = cast;
  const geolocation = { latitude: 47.56, longitude: 7.59 };
  const context = await browser.newContext({ geolocation, permissions: ['geolocation'] });
  context.setDefaultTimeout(20_000);
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(`${error.error()}`));
  context.on('console', (message) => {
    const isOfNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isOfNetwork) errors.push(message.text());
  });
  const page = await context.newPage();
  await page.goto(`${site.url}/#${agent}`);
  await scene.play({ ...cast, page }).catch(async (error) => {
    errors.push(`${error}\n${await page.locator('body').innerText()}`);
  });
  const calls = await readCalls(page, agent, scene.title);
  await context.close();
  return { calls, errors };
}
