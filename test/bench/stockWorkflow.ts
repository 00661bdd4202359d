import { shippedWorkflows, type WorkflowFile } from '../../demo/n8n/rest.ts';

const node = (name: string, type: string, typeVersion: number, parameters: object, more: object = {}) => ({
  ...{ id: name.toLowerCase().replaceAll(' ', '-'), name, type: `n8n-nodes-base.${type}`, typeVersion },
  ...{ position: [0, 0], parameters: { ...parameters }, ...more },
});

/** What starts a workflow, and when, is not measured: a call does. */
const startedBy = (path: string, name: string) =>
  node(name, 'webhook', 2, { httpMethod: 'POST', path, options: {} }, { webhookId: path });

const to = (name: string) => [{ node: name, type: 'main', index: 0 }];

/** Reminders from stock nodes, as tutorials build them: read what is open, keep what is due, then render, send and record in a loop. */
export function stockWorkflow(booksUrl: string): WorkflowFile {
  const decide = `const today = Date.parse('2026-11-23');
return $input.all().map(({ json }) => ({
  json: { ...json, daysLate: Math.round((today - Date.parse(json.dueDate)) / 86400000) },
}));`;
  const render = `const format = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
return $input.all().map(({ json }, item) => ({
  json: {
    ...json,
    subject: \`Reminder: invoice \${json.number}\`,
    html: \`<p>Dear \${json.customer},</p><p>invoice \${json.number} over \${format.format(json.outstanding / 100)} \` +
      \`was due on \${json.dueDate}, \${json.daysLate} days ago. Please pay it soon.</p>\`,
  },
  pairedItem: { item },
}));`;
  const isDue = {
    ...{ id: 'due', leftValue: '={{ $json.outstanding > 0 && $json.daysLate >= 5 }}', rightValue: '' },
    operator: { type: 'boolean', operation: 'true', singleValue: true },
  };
  const conditions = {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    ...{ conditions: [isDue], combinator: 'and' },
  };
  const message = {
    ...{ fromEmail: 'accounts@example.com', toEmail: '={{ $json.email }}', subject: '={{ $json.subject }}' },
    ...{ emailFormat: 'html', html: '={{ $json.html }}', options: { appendAttribution: false } },
  };
  const record = {
    ...{ method: 'POST', url: `${booksUrl}/reminders`, sendBody: true, specifyBody: 'json', options: {} },
    jsonBody: "={{ JSON.stringify({ number: $('Render').item.json.number }) }}",
  };
  return {
    name: 'Bench: stock nodes',
    nodes: [
      startedBy('bench-stock', 'Start'),
      node('Open invoices', 'httpRequest', 4.2, { url: `${booksUrl}/invoices`, options: {} }),
      node('Decide', 'code', 2, { jsCode: decide }),
      node('Due', 'if', 2.2, { conditions, options: {} }),
      node('Loop', 'splitInBatches', 3, { batchSize: 50, options: {} }),
      node('Render', 'code', 2, { jsCode: render }),
      node('Send', 'emailSend', 2.1, message, { credentials: { smtp: { id: null, name: 'SMTP account' } } }),
      node('Record', 'httpRequest', 4.2, record),
    ],
    connections: {
      Start: { main: [to('Open invoices')] },
      'Open invoices': { main: [to('Decide')] },
      Decide: { main: [to('Due')] },
      Due: { main: [to('Loop')] },
      Loop: { main: [[], to('Render')] },
      Render: { main: [to('Send')] },
      Send: { main: [to('Record')] },
      Record: { main: [to('Loop')] },
    },
    settings: { executionOrder: 'v1' },
  };
}

/** The daily cadence that is shipped; nothing but what starts it is changed. */
export function ourWorkflow(): WorkflowFile {
  const shipped = shippedWorkflows()['daily-cadence']!;
  const nodes = shipped.nodes.map((each) =>
    each.type === 'n8n-nodes-base.scheduleTrigger' ? startedBy('bench-ours', each.name) : each,
  );
  return { ...shipped, name: 'Bench: daily cadence', nodes };
}
