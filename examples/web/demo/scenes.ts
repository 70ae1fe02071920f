/** The scenes of the demo. In each one a new user has one task done while something happens to the page. */
import type { Page } from 'playwright-core';
import type { Agent } from '../page/stored-conversation.ts';
import { closed, reloaded } from './calls.ts';
import { press, tabTo, typeNote } from './keyboard.ts';
import type { Looks } from './look.ts';
import type { Site } from './start-site.ts';
import { approve, callIs, giveBoth, holdSleeps, pickFile, recorded, send, shareLocation, shown } from './user.ts';

export interface Scene {
  /** What happens to the page. */
  readonly title: string;
  /** A replica is killed in it. */
  readonly kills?: true;
  play(stage: Stage): Promise<void>;
}

export interface Stage {
  readonly page: Page;
  readonly site: Site;
  readonly agent: Agent;
  /** Looks at a state; once in the demo, not again for the other agent. */
  look: Looks['look'];
}

const saved = 'The last one answered: saved as note 1';

const reloadedInSave: Scene = {
  title: 'reloaded in the middle of save_note',
  async play({ page, look }) {
    await look(page, 'start');
    await send(page, 'The ferry is late.');
    await callIs(page, 'pick_file', 'waits for you');
    await look(page, 'waits-for-location-and-file');
    await giveBoth(page);
    await page.getByRole('dialog').waitFor();
    await look(page, 'approval');
    await holdSleeps(page);
    await approve(page);
    await callIs(page, 'save_note', 'started once');
    await page.reload();
    await callIs(page, 'save_note', 'outcome unknown');
    await shown(page, 'The run continues in this page');
    await shown(page, 'The last one answered: Nobody knows whether');
    await look(page, 'outcome-unknown');
  },
};

const reloadedWhileWaiting: Scene = {
  title: reloaded,
  async play({ page, look }) {
    await send(page, 'The sea is calm.');
    await shareLocation(page);
    await recorded(page, 'latitude');
    await page.reload();
    await pickFile(page);
    await page.getByRole('dialog').waitFor();
    await page.reload();
    await approve(page);
    await shown(page, saved);
    await look(page, 'finished');
  },
};

const secondTab: Scene = {
  title: 'opened in a second tab',
  async play({ page, look }) {
    await send(page, 'Two tabs.');
    await giveBoth(page);
    await page.getByRole('dialog').waitFor();
    const second = await page.context().newPage();
    await second.goto(page.url());
    await callIs(second, 'save_note', 'waits for another tab');
    await look(second, 'second-tab');
    await approve(page);
    await Promise.all([shown(page, saved), shown(second, saved)]);
    await second.getByText('Ready.').waitFor();
    await second.close();
  },
};

const closedTab: Scene = {
  title: closed,
  async play({ page }) {
    const first = await page.context().newPage();
    await first.goto(page.url());
    await send(first, 'One tab less.');
    await shareLocation(first);
    await recorded(first, 'latitude');
    await callIs(page, 'pick_file', 'waits for another tab');
    await first.close();
    await pickFile(page);
    await approve(page);
    await shown(page, saved);
  },
};

const offline: Scene = {
  title: 'offline while its tools answered',
  async play({ page, look }) {
    const context = page.context();
    await send(page, 'No network here.');
    await callIs(page, 'pick_file', 'waits for you');
    await context.setOffline(true);
    await giveBoth(page);
    await callIs(page, 'pick_file', 'done');
    await page.getByText('Offline, continues when back.').waitFor();
    await look(page, 'offline');
    await context.setOffline(false);
    await approve(page);
    await shown(page, saved);
  },
};

const killedReplica: Scene = {
  title: 'cut off, because its replica is killed in a server tool',
  kills: true,
  async play({ page, site, look }) {
    const killed = site.killIn('weather');
    await send(page, 'The server dies.');
    await giveBoth(page);
    await killed;
    await approve(page);
    await shown(page, saved);
    await shown(page, 'The server was lost or busy.');
    await callIs(page, 'weather', 'done');
    await look(page, 'server-killed');
    await site.repair();
  },
};

const keyboardOnly: Scene = {
  title: 'used with the keyboard only',
  async play({ page, look }) {
    await typeNote(page, 'No mouse.');
    await press(page, 'Share my location');
    await press(page, 'Refuse to pick a file');
    await callIs(page, 'pick_file', 'refused');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await callIs(page, 'save_note', 'refused');
    await dialog.waitFor({ state: 'detached' });
    await look(page, 'refused');
    await page.getByText('Ready.').waitFor();
    await typeNote(page, 'Still no mouse.');
    await press(page, 'Share my location');
    await press(page, 'Refuse to pick a file');
    await tabTo(page, dialog.getByRole('button', { name: 'Approve' }));
    await page.keyboard.press('Enter');
    await shown(page, saved);
  },
};

const stopped: Scene = {
  title: 'stopped by the user, who then sends another message',
  async play({ page, look }) {
    await send(page, 'Never mind.');
    await callIs(page, 'pick_file', 'waits for you');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Ready.').waitFor();
    await look(page, 'stopped');
    await send(page, 'One more time.');
    await giveBoth(page);
    await approve(page);
    await shown(page, saved);
  },
};

export const scenes: readonly Scene[] = [
  reloadedInSave,
  reloadedWhileWaiting,
  secondTab,
  closedTab,
  offline,
  killedReplica,
  keyboardOnly,
  stopped,
];
