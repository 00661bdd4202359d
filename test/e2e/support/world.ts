import { inject } from 'vitest';
import { connectorApi, type ConnectorApi } from '../../../demo/connectorApi.ts';
import { type N8nRest, shippedWorkflows, signIn, type WorkflowFile } from '../../../demo/n8n/rest.ts';
import { type RunningConnector, spawnConnector } from '../../support/connector.ts';
import { patiently } from './patience.ts';
import { startSmtpServer, type TestSmtpServer } from './smtpServer.ts';

export interface World {
  connector: RunningConnector;
  api: ConnectorApi;
  smtp: TestSmtpServer;
  n8n: N8nRest;
  end(): Promise<void>;
}

/** Monday 23 November 2026, half past nine in Paris. */
export const monday = '2026-11-23T08:30:00Z';
export const credentialName = 'Dunning Connector API';

/** Credentials that the shipped workflows name, by the name that n8n gives them; they hold nothing, since nobody is called. */
const VENDORS = {
  'Google Drive account': 'googleDriveOAuth2Api',
  'IMAP account': 'imap',
  'QuickBooks Online account': 'quickBooksOAuth2Api',
  'Salesforce account': 'salesforceOAuth2Api',
  'Stripe account': 'stripeApi',
};

/**
 * A fresh connector that delivers to a fresh SMTP server, and n8n's credentials pointing at both. The workflows of other
 * tests are taken off, so that none of them runs on.
 */
export async function buildWorld(): Promise<World> {
  const smtp = await startSmtpServer();
  const connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: monday, DUNNING_SMTP_URL: smtp.url } });
  const n8n = await signIn(inject('n8n'));
  await n8n.ensureCredential(credentialName, 'dunningConnectorApi', {
    baseUrl: connector.url,
    apiKey: connector.key,
  });
  await n8n.ensureCredential('SMTP account', 'smtp', {
    host: '127.0.0.1',
    port: smtp.port,
    secure: false,
    disableStartTls: true,
    user: '',
    password: '',
  });
  for (const [name, type] of Object.entries(VENDORS)) await n8n.ensureCredential(name, type, {});
  return {
    connector,
    api: connectorApi(connector.url, connector.key),
    smtp,
    n8n,
    async end() {
      await removeWorkflows(n8n);
      await connector.stop();
      await smtp.close();
    },
  };
}

async function removeWorkflows(n8n: N8nRest): Promise<void> {
  for (const { id } of await n8n.request<Array<{ id: string }>>('GET', '/workflows')) {
    await n8n.request('POST', `/workflows/${id}/archive`, {});
    await patiently(() => n8n.request('DELETE', `/workflows/${id}`));
  }
}

/** A shipped workflow whose schedule fires as the cron expression (with seconds) says; nothing else is changed. */
export function scheduled(file: string, cron: string, name?: string): WorkflowFile {
  const workflow = shippedWorkflows()[file]!;
  const nodes = workflow.nodes.map((node) =>
    node.type === 'n8n-nodes-base.scheduleTrigger'
      ? { ...node, parameters: { rule: { interval: [{ field: 'cronExpression', expression: cron }] } } }
      : node,
  );
  return { ...workflow, name: name ?? workflow.name, nodes };
}
