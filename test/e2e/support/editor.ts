import { type Browser, openBrowser } from './browser.ts';

export interface Editor extends Browser {
  openWorkflow(id: string): Promise<void>;
  /** Opens the panel of a node's parameters. */
  openNode(name: string): Promise<void>;
  /** Clicks *Execute workflow*. */
  execute(): Promise<void>;
}

/** n8n's editor in a headless Chromium, signed in. */
export async function openEditor(url: string, owner: { email: string; password: string }): Promise<Editor> {
  const browser = await openBrowser();
  const { page } = browser;
  await page.goto(`${url}/signin`);
  await page.fill('input[type=email]', owner.email);
  await page.fill('input[type=password]', owner.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.includes('signin'));
  return {
    ...browser,
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
  };
}
