/** An event as Chargebee posts it to webhooks, and as n8n's Chargebee Trigger puts it out. */
export function chargebeeEvent(id: string, eventType: string, content: object): object {
  return {
    id,
    occurred_at: 1_763_971_200,
    source: 'admin_console',
    user: 'full_access_key_v1',
    object: 'event',
    api_version: 'v2',
    content,
    event_type: eventType,
    webhook_status: 'not_configured',
    webhooks: [{ id: 'whv2_1', webhook_status: 'scheduled', object: 'webhook' }],
  };
}
