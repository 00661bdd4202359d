import { mailgun } from './mailgun.ts';
import { postmark } from './postmark.ts';
import { sendgrid } from './sendgrid.ts';
import type { MailService } from './service.ts';
import { ses } from './ses.ts';
import type { ReadText } from './sns.ts';

/** What proves that a webhook comes from its service; null: none is taken. */
export interface MailServiceSettings {
  readonly postmarkSecret: string | null;
  readonly sendgridPublicKey: string | null;
  readonly mailgunSigningKey: string | null;
  readonly sesTopicArns: readonly string[];
}

/** The variable that switches a service's webhooks on. */
export const MAIL_SERVICE_VARIABLES = {
  postmark: 'DUNNING_POSTMARK_SECRET',
  sendgrid: 'DUNNING_SENDGRID_PUBLIC_KEY',
  mailgun: 'DUNNING_MAILGUN_SIGNING_KEY',
  ses: 'DUNNING_SES_TOPIC_ARNS',
} as const;

/** The services whose webhooks are taken, by name; `read` gets Amazon's certificates. */
export function mailServices(settings: MailServiceSettings, read: ReadText): ReadonlyMap<string, MailService> {
  const { postmarkSecret, sendgridPublicKey, mailgunSigningKey, sesTopicArns } = settings;
  const services = [
    ...(postmarkSecret === null ? [] : [postmark(postmarkSecret)]),
    ...(sendgridPublicKey === null ? [] : [sendgrid(sendgridPublicKey)]),
    ...(mailgunSigningKey === null ? [] : [mailgun(mailgunSigningKey)]),
    ...(sesTopicArns.length === 0 ? [] : [ses(sesTopicArns, read)]),
  ];
  return new Map(services.map((service) => [service.name, service]));
}

/** What outgoing messages carry for all of them. */
export function headersFor(services: ReadonlyMap<string, MailService>, actionId: string): Record<string, string> {
  return Object.assign({}, ...[...services.values()].map((service) => service.headersFor(actionId))) as Record<
    string,
    string
  >;
}
