import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { type About, answer } from '../support/incomingMails.ts';
import {
  CERTIFICATE_URL,
  fromMailgun,
  fromPostmark,
  fromSendgrid,
  fromSes,
  fromSns,
  MAIL_SERVICE_ENV,
  mailgunSignature,
  signedBySns,
  SNS_CERTIFICATE,
  TOPIC,
  type Webhook,
} from '../support/mailServices.ts';
import { actions, run } from './api/cadence.ts';
import { type Action, createDue, readCustomer } from './api/records.ts';
import { start, type Started, type StartOptions, startSink } from './api/start.ts';
import { messageIdOf } from './api/replies.ts';

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function post(api: Started, { service, headers, body }: Webhook): Promise<Answered> {
  const sent = { 'Content-Type': 'application/json', ...headers };
  const response = await fetch(`${api.url}/v1/mail-services/${service}`, { method: 'POST', headers: sent, body });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

const status = async (api: Started, webhook: Webhook) => (await post(api, webhook)).status;
const told = async (api: Started, actionId: string) =>
  (await api.get<Action>(`/v1/actions/${actionId}`)).deliveries!.map(({ event, bounceType }) => bounceType ?? event);

/** A connector that hears all services, with a reminder that went to Ann; `read` are the addresses that it got. */
async function sendOne(database: (typeof databases)[number], options: StartOptions = {}) {
  const read: string[] = [];
  const readText = async (url: string) => {
    read.push(url);
    return url === CERTIFICATE_URL ? SNS_CERTIFICATE : '<ConfirmSubscriptionResponse/>';
  };
  const api = await start(database, { env: MAIL_SERVICE_ENV, replacements: { readText }, ...options });
  await createDue(api, 1);
  await run(api);
  const [{ id }] = (await actions(api, 'status=executed')) as [Action];
  return { api, id, read };
}

const COUNTS = { recorded: 0, repeated: 0, dropped: 0, unmatched: 0 };
const ann = 'ann@c-1.example';
const delivery = (id: string) => ({
  RecordType: 'Delivery',
  Metadata: { 'dunning-action': id },
  Recipient: ann,
  DeliveredAt: '2026-11-23T09:00:07Z',
});
const sendgridEvent = (id: string, event: string, more: object = {}) => ({
  ...{ event, email: ann, timestamp: 1795424450, dunning_action: id, sg_event_id: `${event}-1` },
  ...more,
});
const mailgunEvent = (id: string, event: string, more: object = {}) => ({
  ...{ event, id: `${event}-1`, recipient: ann, timestamp: 1795424450.1 },
  ...{ 'user-variables': { 'dunning-action': id } },
  ...more,
});
const sesBounce = (id: string) => ({
  eventType: 'Bounce',
  bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: ann, status: '5.1.1' }] },
  mail: { destination: [ann], tags: { 'dunning-action': [id] } },
});

describe.each(databases)('$name', (database) => {
  test('INV-7: each service tells what became of a message, repeated and out of order, once', async () => {
    const { api, id } = await sendOne(database);
    const bounce = sendgridEvent(id, 'bounce', { type: 'bounce', status: '5.1.1', reason: '550 No such user' });
    const webhooks = [
      fromSendgrid([bounce, sendgridEvent(id, 'deferred'), sendgridEvent(id, 'processed')]),
      fromPostmark(delivery(id)),
      fromMailgun(mailgunEvent(id, 'complained')),
      fromSes(sesBounce(id)),
    ];
    const counted = [];
    for (const webhook of [...webhooks, ...webhooks.toReversed()]) counted.push((await post(api, webhook)).body);
    expect(counted).toEqual([
      { ...COUNTS, recorded: 2 },
      { ...COUNTS, recorded: 1 },
      { ...COUNTS, recorded: 1 },
      // The address has bounced already, as SendGrid told.
      ...Array.from({ length: 4 }, () => ({ ...COUNTS, repeated: 1 })),
      { ...COUNTS, repeated: 2 },
    ]);
    expect(await told(api, id)).toEqual(['hard', 'soft', 'delivered', 'complained']);
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([
      { isInvalid: true, invalidReason: '550 No such user' },
    ]);
  });

  test('INV-7: opened and clicked count only where tracking is on; another’s messages are passed over', async () => {
    const { api, id } = await sendOne(database);
    const events = [sendgridEvent(id, 'open'), sendgridEvent(id, 'click')];
    expect(await post(api, fromSendgrid(events))).toEqual({ status: 200, body: { ...COUNTS, dropped: 2 } });
    await api.put('/v1/settings', { trackOpens: true });
    expect((await post(api, fromSendgrid(events))).body).toEqual({ ...COUNTS, recorded: 2 });
    const foreign = 'act_000000000000000000000';
    const strange = [
      sendgridEvent(foreign, 'delivered'),
      sendgridEvent('', 'delivered', { 'smtp-id': '<x@sendgrid.net>' }),
      sendgridEvent(id, 'bounce', { email: 'boss@c-1.example' }),
    ];
    expect(await post(api, fromSendgrid(strange))).toEqual({ status: 200, body: { ...COUNTS, unmatched: 3 } });
  });

  test('INV-7: an answer that a service received is the reply to its message', async () => {
    const { api, id } = await sendOne(database);
    const about: About = { messageId: await messageIdOf(api, id), recipient: ann };
    const inbound = {
      FromFull: { Email: ann },
      From: ann,
      TextBody: 'We pay on Friday.',
      Headers: [
        { Name: 'In-Reply-To', Value: about.messageId },
        { Name: 'Message-ID', Value: '<answer-1@c-1.example>' },
      ],
    };
    expect((await post(api, fromPostmark(inbound))).body).toEqual({ ...COUNTS, recorded: 1 });
    const content = answer(about);
    await post(api, fromSes({ notificationType: 'Received', content, receipt: { action: { encoding: 'UTF8' } } }));
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...mailgunSignature('route-1'), 'body-mime': content }))
      form.append(name, value);
    const routed = await fetch(`${api.url}/v1/mail-services/mailgun`, { method: 'POST', body: form });
    expect(routed.status).toBe(200);
    // All three are one and the same message.
    expect(await told(api, id)).toEqual(['replied']);
  });

  test('INV-7: what a service has not signed is refused and changes nothing', async () => {
    const { api, id, read } = await sendOne(database);
    const sendgrid = fromSendgrid([sendgridEvent(id, 'delivered')]);
    const mailgun = mailgunEvent(id, 'delivered');
    const ses = JSON.parse(fromSes(sesBounce(id)).body) as Record<string, string>;
    const now = Math.floor(Date.now() / 1000);
    const forged: Webhook[] = [
      fromPostmark(delivery(id), 'wrong'),
      { ...fromPostmark(delivery(id)), headers: {} },
      { ...sendgrid, headers: {} },
      { ...sendgrid, body: sendgrid.body.replace('delivered', 'spamreport') },
      { ...sendgrid, headers: { ...sendgrid.headers, 'x-twilio-email-event-webhook-timestamp': '1795424401' } },
      fromMailgun(mailgun, mailgunSignature('t-1', now, 'another-key')),
      fromMailgun(mailgun, mailgunSignature('t-2', now - 10 * 3600)),
      fromMailgun(mailgun, mailgunSignature('t-3', now + 10 * 3600)),
      { ...fromMailgun(mailgun), body: JSON.stringify({ 'event-data': mailgun }) },
      fromSns({ ...ses, Message: ses['Message']!.replace('Permanent', 'Transient') }),
      fromSns({ ...ses, SignatureVersion: '3' }),
      fromSns(signedBySns({ ...ses, TopicArn: `${TOPIC}-of-somebody` })),
      ...[
        'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem',
        'https://evil.example/sns.eu-west-1.amazonaws.com/x.pem',
        'http://sns.eu-west-1.amazonaws.com/x.pem',
        'https://sns.eu-west-1.amazonaws.com:8443/x.pem',
        'https://s3.eu-west-1.amazonaws.com/bucket/x.pem',
        'https://sns.eu-west-1.amazonaws.com/?Action=x',
        'https://169.254.169.254/x.pem',
      ].map((SigningCertURL) => fromSns(signedBySns({ ...ses, SigningCertURL }))),
    ];
    for (const webhook of forged) expect([webhook.service, await status(api, webhook)]).toEqual([webhook.service, 401]);
    expect(await told(api, id)).toEqual([]);
    expect([...new Set(read)]).toEqual([CERTIFICATE_URL]);
  });

  test('INV-7: while the certificate of Amazon cannot be read, its message is not taken, and may come again; what is none is refused', async () => {
    let answer: () => string = () => {
      throw new Error('sns.eu-west-1.amazonaws.com: 403');
    };
    const { api, id } = await sendOne(database, {
      replacements: { readText: async () => answer() },
      mayLog: /cannot be read now/,
    });
    const message = fromSes({ eventType: 'Delivery', mail: { messageId: 'm', headers: [] } });
    expect(await status(api, message)).toBe(503);
    answer = () => 'no certificate';
    expect(await status(api, message)).toBe(401);
    expect(await told(api, id)).toEqual([]);
  });

  test('INV-7: a token of Mailgun is good for its own body, which may come again, and for no other', async () => {
    const { api, id } = await sendOne(database);
    const signature = mailgunSignature('token-1');
    const first = fromMailgun(mailgunEvent(id, 'delivered'), signature);
    expect(await status(api, first)).toBe(200);
    expect(await status(api, first)).toBe(200);
    const stolen = fromMailgun(mailgunEvent(id, 'failed', { severity: 'permanent', reason: 'bounce' }), signature);
    expect(await status(api, stolen)).toBe(401);
    expect(await told(api, id)).toEqual(['delivered']);
  });

  test('INV-7: a topic that is named is subscribed to at Amazon alone; either version of the signature holds', async () => {
    const { api, id, read } = await sendOne(database);
    const confirmation = {
      Type: 'SubscriptionConfirmation',
      MessageId: 'c-1',
      Token: 'token',
      TopicArn: TOPIC,
      Message: 'You have chosen to subscribe to the topic.',
      SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=token`,
      Timestamp: '2026-11-23T09:00:00.000Z',
    };
    const elsewhere = { ...confirmation, SubscribeURL: 'https://169.254.169.254/latest/meta-data' };
    expect(await status(api, fromSns(signedBySns(elsewhere)))).toBe(401);
    expect(read).toEqual([CERTIFICATE_URL]);
    expect(await status(api, fromSns(signedBySns(confirmation, '1')))).toBe(200);
    expect(read).toEqual([CERTIFICATE_URL, confirmation.SubscribeURL]);
    expect((await post(api, fromSes(sesBounce(id), 'n-1', '1'))).body).toEqual({ ...COUNTS, recorded: 1 });
    const gone = { ...confirmation, Type: 'UnsubscribeConfirmation' };
    expect(await status(api, fromSns(signedBySns(gone)))).toBe(200);
    expect(read).toHaveLength(2);
  });

  test('INV-7: what is malformed, unknown or switched off is refused with a remedy', async () => {
    const { api } = await sendOne(database);
    expect(await status(api, { ...fromPostmark({}), body: 'no JSON' })).toBe(400);
    expect(await status(api, { ...fromPostmark({}), body: '[]' })).toBe(400);
    const list = fromSendgrid([]);
    expect(await status(api, list)).toBe(200);
    expect(await status(api, { ...list, service: 'mailgun' })).toBe(400);
    expect((await post(api, { ...list, service: 'pigeons' })).body).toMatchObject({
      status: 404,
      detail: "There is no mail service 'pigeons'; known are postmark, sendgrid, mailgun, ses",
    });
    const deaf = await start(database);
    expect((await post(deaf, fromPostmark({}))).body).toMatchObject({
      status: 404,
      detail: 'Webhooks of postmark are not taken: set DUNNING_POSTMARK_SECRET',
    });
  });

  test('INV-7: a message that goes out carries what its service echoes', async () => {
    const sink = await startSink();
    const { id } = await sendOne(database, { smtpUrl: sink.url });
    const [head] = sink.mails[0]!.source.split('\r\n\r\n', 1);
    expect(head!.toLowerCase()).toContain(`x-pm-metadata-dunning-action: ${id}`);
    expect(head).toContain(`{"unique_args":{"dunning_action":"${id}"}}`);
  });
});
