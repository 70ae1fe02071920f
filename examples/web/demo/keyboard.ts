/** Uses a page with the keyboard only, as a user does who cannot use a mouse. */
import type { Locator, Page } from 'playwright-core';

/** Presses Tab until an element has the focus. Throws if it cannot be reached, or if a focus on the way cannot be seen. */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  await element.waitFor();
  for (let presses = 0; presses < 20; presses++) {
    if (await element.evaluate((found) => found === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const { activeElement: focused } = document;
      const isSeen = !focused || focused === document.body || getComputedStyle(focused).outlineStyle !== 'none';
      return isSeen ? undefined : focused.outerHTML;
    });
    if (hidden !== undefined) throw new Error(`The focus cannot be seen: ${hidden}`);
  }
  throw new Error(`Tab does not reach ${element}.`);
}

/** Reaches a button with Tab, and presses Enter. */
export async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('button', { name }));
  await page.keyboard.press('Enter');
}

/** Moves the focus to the field, and sends a message. */
export async function typeNote(page: Page, text: string): Promise<void> {
  await tabTo(page, page.getByLabel('A note about where you are'));
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}
