import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { credentialType, nodeTypes, ours } from './n8n.ts';

const root = path.resolve(import.meta.dirname, '../..');
const triggers = ['dunningTrigger'];
const names = ['assignPlan', 'dunning', 'dunningPlanStep', 'dunningTrigger', 'sendInvoice', 'smartRule'];

test('the package holds these nodes and this credential', () => {
  expect(Object.keys(ours.nodeTypes).sort()).toEqual(names);
  expect(Object.keys(ours.credentialTypes)).toEqual(['dunningConnectorApi']);
});

test.each(names)('%s has a light and a dark icon of its own in dist, and is found by its codex', (name) => {
  const { description } = nodeTypes.getByNameAndVersion(`n8n-nodes-dunning.${name}`);
  const { light, dark } = description.iconUrl as { light: string; dark: string };
  expect(light).not.toBe(dark);
  for (const url of [light, dark]) {
    expect(existsSync(path.join(root, url.replace('icons/n8n-nodes-dunning/', '')))).toBe(true);
  }
  expect(description.codex?.categories).toContain('Finance & Accounting');
  expect(description.codex?.resources?.primaryDocumentation).toHaveLength(1);
  expect(description.usableAsTool).toBe(triggers.includes(name) ? undefined : true);
});

test('every option that loads a list has its method', () => {
  for (const name of names) {
    const node = nodeTypes.getByNameAndVersion(`n8n-nodes-dunning.${name}`);
    const text = JSON.stringify(node.description.properties);
    for (const [, method = ''] of text.matchAll(/"searchListMethod":"(\w+)"/g)) {
      expect(node.methods?.listSearch, `${name} needs ${method}`).toHaveProperty(method);
    }
    for (const [, method = ''] of text.matchAll(/"loadOptionsMethod":"(\w+)"/g)) {
      expect(node.methods?.loadOptions, `${name} needs ${method}`).toHaveProperty(method);
    }
  }
});

test('the credential keeps its key secret', () => {
  const key = credentialType('dunningConnectorApi').properties.find(({ name }) => name === 'apiKey');
  expect(key?.typeOptions?.password).toBe(true);
});
