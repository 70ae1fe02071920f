/** Looks at a state of the page on a phone and a desktop, in the light and in the dark: a screenshot of each, checked by axe. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

declare const axe: { run(): Promise<AxeResults> };

/** A problem that axe found in a state. */
export interface Finding {
  readonly state: string;
  readonly rule: string;
  readonly elements: readonly string[];
}

export interface Looks {
  look(page: Page, state: string): Promise<void>;
  /** The names of the screenshots. */
  readonly taken: string[];
  readonly findings: Finding[];
}

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1_280, height: 800 } };

/** @param folder The place of the screenshots. Without it there are none. */
export function createLooks(folder?: string): Looks {
  const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  const taken: string[] = [];
  const findings: Finding[] = [];
  const check = async (page: Page, state: string): Promise<void> => {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => axe.run());
    for (const { id, nodes } of violations) findings.push({ state, rule: id, elements: nodes.map(({ html }) => html) });
    const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (isTooWide) findings.push({ state, rule: 'the page is wider than the window', elements: [] });
  };
  return {
    taken,
    findings,
    async look(page, state) {
      for (const [size, viewport] of Object.entries(sizes))
        for (const colorScheme of ['light', 'dark'] as const) {
          const name = `${state}-${size}-${colorScheme}`;
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
          await check(page, name);
          if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) });
          taken.push(name);
        }
    },
  };
}
