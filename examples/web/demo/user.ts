/** The actions of a user in the page. */
import type { Page } from 'playwright-core';

export const file = { name: 'harbour.txt', mimeType: 'text/plain', buffer: Buffer.from('18 berths, 3 free') };

export async function send(page: Page, text: string): Promise<void> {
  await page.getByLabel('A note about where you are').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

export async function shareLocation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Share my location' }).click();
}

export async function pickFile(page: Page): Promise<void> {
  await page.getByLabel('Pick a file').setInputFiles(file);
}

export async function approve(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Approve' }).click();
}

/** Answers the tools that the agent calls before `save_note`. */
export async function giveBoth(page: Page): Promise<void> {
  await shareLocation(page);
  await pickFile(page);
}

/** Resolves when an entry of the timeline has this text. */
export function shown(page: Page, text: string): Promise<void> {
  return page.getByRole('listitem').filter({ hasText: text }).last().waitFor();
}

/** Resolves when a call has this status. */
export function callIs(page: Page, tool: string, status: string): Promise<void> {
  return page.getByRole('listitem').filter({ hasText: tool }).filter({ hasText: status }).last().waitFor();
}

/** Resolves when the journal has recorded a result with this text. The page shows the result before that. */
export async function recorded(page: Page, text: string): Promise<void> {
  await page.waitForFunction(async (expected) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('toolferry');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const runs = await new Promise<readonly { readonly text: string }[]>((resolve, reject) => {
      const request = database.transaction('runs').objectStore('runs').getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    database.close();
    return runs.some((run) => run.text.includes(expected));
  }, text);
}

/** Lets no sleep of the page end until it is reloaded, which then comes in the middle of a handler that sleeps. */
export async function holdSleeps(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.setTimeout = (() => 0) as unknown as typeof setTimeout;
  });
}
