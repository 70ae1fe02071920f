import { existsSync } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why tests in Chromium cannot run here; undefined if they can. */
export const chromiumMissing = existsSync(executablePath) ? undefined : `no Chromium at ${executablePath}`;

/** The host of pages without TLS that are not on localhost, which Chromium finds on this machine. */
export const insecureHost = 'page.test';

/** The options with which Chromium is launched, headless. */
export const launchOptions = {
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`],
};

/** Launches a headless Chromium, with arguments in addition to those that all have. */
export function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ ...launchOptions, ...options, args: [...launchOptions.args, ...args] });
}
