import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { shippedWorkflows } from '../../demo/n8n/rest.ts';
import { type Editor, openEditor } from './support/editor.ts';
import { owing } from './support/receivables.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, type World } from './support/world.ts';

let editor: Editor;
beforeAll(async () => {
  const { url, owner } = inject('n8n');
  editor = await openEditor(url, owner);
});
afterAll(() => editor.close());

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

const files = Object.keys(shippedWorkflows());

test.for(files)(
  '%s opens in the editor, every node known and without an issue but a plan or folder to choose',
  async (file) => {
    const workflow = await world.n8n.ensureWorkflow(shippedWorkflows()[file]!);
    await editor.openWorkflow(workflow.id);
    await editor.capture(file);

    const { page } = editor;
    const nodes = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
    expect(await page.locator('[data-test-id="canvas-node"]').count()).toBe(nodes.length);
    const toChoose = nodes.filter(({ parameters: { planId, folderToWatch } }) =>
      [planId, folderToWatch].some((locator) => (locator as { value?: string } | undefined)?.value === ''),
    );
    expect(await page.locator('[data-test-id="node-issues"]').count()).toBe(toChoose.length);
    expect(await page.getByText(/install.*missing|unknown node|not.*recognized/i).count()).toBe(0);
  },
);

test('the parameters of Run the cadence are shown with the credential chosen', async () => {
  const workflow = await world.n8n.ensureWorkflow(shippedWorkflows()['daily-cadence']!);
  await editor.openWorkflow(workflow.id);
  await editor.openNode('Run the cadence');
  await editor.capture('run-the-cadence-parameters');
  const { page } = editor;
  expect(await page.getByText('Send During Test Runs').count()).toBeGreaterThan(0);
  expect(await page.locator('[data-test-id="node-credentials-select"] input').inputValue()).toBe(
    'Dunning Connector API',
  );
});

describe('a test run from the editor', () => {
  beforeEach(() => owing(world.api, { Ashdown: 'helen@ashdown.example' }));

  async function executed(): Promise<number> {
    return (await world.api.get<{ data: object[] }>('/v1/actions?status=executed')).data.length;
  }

  test('of the daily cadence shows what would go out, and sends nothing', async () => {
    const workflow = await world.n8n.ensureWorkflow(shippedWorkflows()['daily-cadence']!);
    await editor.openWorkflow(workflow.id);
    await editor.execute();
    await waitForRuns(world.n8n, workflow.id, 1);
    await editor.openNode('Run the cadence');
    await editor.capture('test-run-of-daily-cadence');

    expect(await editor.page.getByText(/Test run: nothing was sent/).count()).toBeGreaterThan(0);
    expect(world.smtp.received).toEqual([]);
    expect(await executed()).toBe(0);
  });

  test('of the cadence through another channel claims nothing, and n8n’s Send Email sends nothing', async () => {
    const workflow = await world.n8n.ensureWorkflow(shippedWorkflows()['cadence-through-another-channel']!);
    await editor.openWorkflow(workflow.id);
    await editor.execute();
    await waitForRuns(world.n8n, workflow.id, 1);
    await editor.capture('test-run-of-another-channel');

    expect(world.smtp.received).toEqual([]);
    const { actions } = await world.api.post<{ actions: object[] }>('/v1/actions/claims', {});
    expect(actions).toHaveLength(1);
  });

  test('sends when “Send During Test Runs” is on', async () => {
    const shipped = shippedWorkflows()['daily-cadence']!;
    const nodes = shipped.nodes.map((node) =>
      node.name === 'Run the cadence'
        ? { ...node, parameters: { ...node.parameters, sendDuringTestRuns: true } }
        : node,
    );
    const workflow = await world.n8n.ensureWorkflow({ ...shipped, nodes });
    await editor.openWorkflow(workflow.id);
    await editor.execute();
    await world.smtp.waitFor(1);
    expect(world.smtp.received[0]!.to).toEqual(['helen@ashdown.example']);
  });
});
