/** A table, and a row of it by its columns. */
export type Row = readonly [table: string, row: Readonly<Record<string, string | number | null>>];

const PLAN = {
  ...{
    id: 'pln_1',
    name: 'Polite',
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 0,
    isDefault: true,
    language: null,
  },
  steps: [
    {
      ...{ id: 'stp_1', name: 'First', when: { anchor: 'due', days: 3 }, channel: 'email', mode: 'automatic' },
      template: { subject: 'Hello', body: 'Hello {{customer.name}}' },
    },
  ],
};

/** What a connector of the first schema kept of a customer with an open and a paid invoice; every later level has these columns too. */
const FIRST: readonly Row[] = [
  [
    'users',
    { id: 'usr_1', name: 'Ines', email: 'ines@example.com', role: 'admin', position: 'financeUser', created_at: 1 },
  ],
  [
    'plans',
    {
      ...{ id: 'pln_1', name: 'Polite', level: 'customer', is_default: 1, version: 1, created_at: 1, updated_at: 1 },
      definition_json: JSON.stringify(PLAN),
    },
  ],
  ['plan_versions', { plan_id: 'pln_1', version: 1, definition_json: JSON.stringify(PLAN), created_at: 1 }],
  [
    'customers',
    {
      ...{ id: 'cus_1', source: 'api', external_id: 'C-1', name: 'Dupont', plan_id: 'pln_1', excluded: 0, paused: 0 },
      ...{ custom_fields_json: '{}', created_at: 1, updated_at: 1 },
    },
  ],
  [
    'contacts',
    {
      ...{ id: 'con_1', customer_id: 'cus_1', email: 'a@example.com', position: 'other', is_main: 1, is_invalid: 0 },
      created_at: 1,
    },
  ],
  [
    'customer_currencies',
    {
      ...{
        customer_id: 'cus_1',
        currency: 'EUR',
        open_amount: 10_000,
        unapplied_amount: 0,
        paid_weighted_days: 50_000,
      },
      ...{ paid_amount: 5_000, paid_invoices: 1 },
    },
  ],
  ...[
    { id: 'inv_1', external_id: 'I-1', number: 'I-1', gross_amount: 10_000, outstanding: 10_000, paid_on: null },
    { id: 'inv_2', external_id: 'I-2', number: 'I-2', gross_amount: 5_000, outstanding: 0, paid_on: 20_780 },
  ].map((invoice): Row => [
    'invoices',
    {
      ...{
        ...invoice,
        source: 'api',
        customer_id: 'cus_1',
        issued_on: 20_747,
        due_on: 20_777,
        currency: 'EUR',
        sent: 1,
      },
      ...{ is_void: 0, is_disputed: 0, paused: 0, created_at: 1, updated_at: 1 },
    },
  ]),
  [
    'entries',
    {
      ...{ id: 'ent_1', source: 'api', external_id: 'P-1', kind: 'payment', customer_id: 'cus_1', currency: 'EUR' },
      ...{ amount: 5_000, occurred_on: 20_780, applied: 5_000, created_at: 1 },
    },
  ],
  ['allocations', { entry_id: 'ent_1', invoice_id: 'inv_2', amount: 5_000, applied: 5_000 }],
  [
    'actions',
    {
      ...{ id: 'act_1', status: 'uncertain', subject_id: 'cus_1', subject_kind: 'customer', customer_id: 'cus_1' },
      ...{
        plan_id: 'pln_1',
        plan_version: 1,
        step_id: 'stp_1',
        step_name: 'First',
        step_position: 1,
        reference_id: 'inv_1',
      },
      ...{ channel: 'email', mode: 'automatic', due_on: 20_780, executed_on: 20_780, reason: 'Who knows' },
      ...{ actor_json: '{"type":"connector","id":null,"name":"Connector"}', created_at: 1 },
    },
  ],
  [
    'schedule',
    {
      ...{
        subject_id: 'cus_1',
        subject_kind: 'customer',
        customer_id: 'cus_1',
        plan_id: 'pln_1',
        reference_id: 'inv_1',
      },
      ...{
        status: 'idle',
        plan_version: 1,
        next_on: 20_000,
        planned_on: 20_000,
        attempts: 0,
        retry_at: 0,
        lease_until: 0,
      },
      revision: 1,
    },
  ],
];

const BY_KEY = '{"type":"key","id":"key_1","name":"Tests"}';

/** What later levels brought, by the level that a table, or what it refers to, came with. */
const LATER: Readonly<Record<string, readonly Row[]>> = {
  '001-first': [
    ['organization', { id: 1, settings_json: '{}' }],
    [
      'api_keys',
      { id: 'key_1', name: 'Old', hash: 'ab', hint: 'ab…', role: 'member', user_id: 'usr_1', created_at: 1 },
    ],
    ['customer_managers', { customer_id: 'cus_1', user_id: 'usr_1', place: 1 }],
    ['template_sources', { hash: 'hash_1', source_json: '{"subject":"Hello","body":"You"}' }],
    [
      'actions',
      {
        ...{ id: 'act_2', status: 'executed', subject_id: 'cus_1', subject_kind: 'customer', customer_id: 'cus_1' },
        ...{ channel: 'email', mode: 'automatic', due_on: 20_700, executed_on: 20_700, executed_at: 1 },
        ...{ actor_json: BY_KEY, created_at: 1 },
      },
    ],
    ['messages', { action_id: 'act_2', template_hash: 'hash_1', fields_json: '{}', envelope_json: '{}' }],
    [
      'events',
      { id: 'evt_1', type: 'actionExecuted', at: 1, actor_json: BY_KEY, customer_id: 'cus_1', data_json: '{}' },
    ],
    ['mailbox', { id: 'msg_1', action_id: 'act_2', at: 1, message_json: '{}' }],
    [
      'idempotency_keys',
      { key_id: 'key_1', idempotency_key: 'one', fingerprint: 'ab', status: 201, body_json: '{}', created_at: 1 },
    ],
  ],
  '002-plans-in-full': [
    ['user_groups', { id: 'grp_1', name: 'Collections', created_at: 1 }],
    ['user_group_members', { group_id: 'grp_1', user_id: 'usr_1' }],
    ['sender_aliases', { id: 'als_1', name: 'Collections', email: 'collections@example.com', created_at: 1 }],
    ['custom_fields', { key: 'tier', label: 'Tier', type: 'text', options_json: '[]', created_at: 1 }],
    [
      'saved_views',
      { id: 'vew_1', name: 'All', list: 'customers', definition_json: '{}', created_at: 1, updated_at: 1 },
    ],
    ['message_templates', { key: 'own', name: 'Own', version: 1, variants_json: '[]', created_at: 1, updated_at: 1 }],
    ['ad_hoc_actions', { action_id: 'act_2', order_json: '{"template":null}', request_key: 'one' }],
    ['notes', { id: 'nte_1', customer_id: 'cus_1', body: 'They change banks', actor_json: BY_KEY, created_at: 1 }],
    ['documents', { hash: 'doc_1', size: 3, created_at: 1 }],
    ['invoice_documents', { invoice_id: 'inv_2', hash: 'doc_1', file_name: 'I-2.pdf', created_at: 1 }],
  ],
  '003-webhooks': [
    [
      'webhooks',
      {
        ...{ id: 'whk_1', url: 'https://n8n.example.com/hook', events_json: '["*"]', secrets_json: '[]' },
        ...{ disabled_at: 1, disabled_reason: 'Gone', created_at: 1, updated_at: 1 },
      },
    ],
    [
      'webhook_deliveries',
      {
        ...{ webhook_id: 'whk_1', event_id: 'evt_1', lane: 'cus_1', status: 'dead', attempts: 9, last_status: 500 },
        ended_at: 1,
      },
    ],
  ],
  '004-smart-rules': [
    [
      'rules',
      {
        ...{ id: 'rul_1', name: 'Tell sales', enabled: 0, place: 1, created_at: 1, updated_at: 1 },
        definition_json: JSON.stringify({
          ...{ triggers: [{ on: 'customerCreated' }], filters: [] },
          action: { type: 'assignPlan', dunningPlanId: 'pln_1' },
        }),
      },
    ],
    [
      'notifications',
      {
        ...{ id: 'ntf_1', rule_id: 'rul_1', customer_id: 'cus_1', status: 'sent', message_json: '{}', attempts: 1 },
        ...{ retry_at: 1, created_at: 1 },
      },
    ],
  ],
  '006-deliveries': [
    ['mail_seconds', { second: 1, messages: 3 }],
    [
      'mail_events',
      {
        ...{ id: 'dlv_1', dedup_key: 'one', action_id: 'act_2', customer_id: 'cus_1', event: 'replied', at: 1 },
        ...{ text: 'We pay on Friday', created_at: 1 },
      },
    ],
  ],
  '007-what-triggers-know': [
    ['webhook_acknowledgements', { webhook_id: 'whk_1', event_id: 'evt_1', token: 'ab', acknowledged_at: 1 }],
  ],
  '008-replies': [
    [
      'replies',
      {
        ...{ id: 'rpl_1', delivery_id: 'dlv_1', action_id: 'act_2', customer_id: 'cus_1', references_json: '[]' },
        ...{ from_email: 'a@example.com', text: 'We pay on Friday', at: 1, read_at: 1, created_at: 1 },
      },
    ],
  ],
  '009-mail-reception': [
    ['mail_reception', { mailbox: 'in@example.com', last_uid: 7, received: 7, lease_until: 0 }],
    ['mail_service_tokens', { token_hash: 'ab', body_hash: 'cd', created_at: 1 }],
  ],
  '010-sources': [
    [
      'sources',
      {
        ...{ id: 'src_1', type: 'stripe', name: 'stripe', settings_json: '{}', secrets: '', enabled: 0, recheck: 0 },
        ...{ interval_minutes: 60, when_unreachable: 'hold', round: 1, progress_json: '{}', lease_until: 0 },
        ...{ created_at: 1, updated_at: 1 },
      },
    ],
    [
      'source_objects',
      {
        ...{
          source_id: 'src_1',
          kind: 'invoice',
          external_id: 'in_1',
          version: 1,
          hash: 'ab',
          round: 1,
          is_deleted: 0,
        },
        ...{ problem: 'It has no customer', raw_json: '{}', problem_at: 1 },
      },
    ],
    [
      'source_events',
      { source_id: 'src_1', event_id: 'evt_s', kind: 'invoice', external_id: 'in_1', version: 2, payload_json: '{}' },
    ],
  ],
  '012-processes': [['processes', { name: 'dead0001', seen_at: 1 }]],
  '014-runs': [
    [
      'runs_under_way',
      {
        ...{ id: 'run_1', kind: 'cadence', actor_id: 'key_1', actor_json: BY_KEY, started_at: 1, seen_at: 1 },
        ...{ sent: 3, failed: 0, uncertain: 0 },
      },
    ],
  ],
  '015-former-books': [['former_books', { source_name: 'quickbooks', type: 'quickbooks', left_at: 1 }]],
};

/** Rows of every table that a database of this level has, in an order in which they can be written. */
export function rowsAt(level: string): Row[] {
  return [...FIRST, ...Object.entries(LATER).flatMap(([since, rows]) => (since <= level ? rows : []))];
}
