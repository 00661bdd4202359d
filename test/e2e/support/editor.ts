import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

export const screenshots = join(tmpdir(), 'dunning-screenshots');

export interface Editor {
  page: Page;
  openWorkflow(id: string): Promise<void>;
  /** Opens the panel of a node's parameters. */
  openNode(name: string): Promise<void>;
  /** Clicks *Execute workflow*. */
  execute(): Promise<void>;
  /** Saves what is on the screen in the folder of screenshots. */
  capture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** n8n's editor in a headless Chromium, signed in. */
export async function openEditor(url: string, owner: { email: string; password: string }): Promise<Editor> {
  const profile = mkdtempSync(join(tmpdir(), 'dunning-chromium-'));
  mkdirSync(screenshots, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1600, height: 1000 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${url}/signin`);
  await page.fill('input[type=email]', owner.email);
  await page.fill('input[type=password]', owner.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.includes('signin'));
  return {
    page,
    async openWorkflow(id) {
      await page.goto(`${url}/workflow/${id}`);
      await page.waitForSelector('[data-test-id="canvas-node"]');
      // The canvas fits itself to the workflow in an animation.
      await page.waitForTimeout(1_500);
    },
    async openNode(name) {
      await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
      await page.waitForSelector('[data-test-id="ndv"]');
      await page.waitForTimeout(1_000);
    },
    async execute() {
      await page.click('[data-test-id="execute-workflow-button"]');
    },
    async capture(name) {
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
