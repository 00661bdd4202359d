import { expect, test } from 'vitest';
import { headersFor, mailServices } from '../../../connector/src/delivery/mailServices/index.ts';
import { MAILGUN_KEY, POSTMARK_SECRET, SENDGRID_PUBLIC_KEY, TOPIC } from '../../support/mailServices.ts';

const ACTION = 'act_01k3example0123456789';

test('INV-7: messages carry what each service echoes, as far as it is set up', () => {
  const none = { postmarkSecret: null, sendgridPublicKey: null, mailgunSigningKey: null, sesTopicArns: [] };
  const read = () => Promise.reject(new Error('nobody asks'));
  expect(headersFor(mailServices(none, read), ACTION)).toEqual({});
  const all = {
    postmarkSecret: POSTMARK_SECRET,
    sendgridPublicKey: SENDGRID_PUBLIC_KEY,
    mailgunSigningKey: MAILGUN_KEY,
    sesTopicArns: [TOPIC],
  };
  expect(headersFor(mailServices(all, read), ACTION)).toEqual({
    'X-PM-Metadata-dunning-action': ACTION,
    'X-PM-KeepID': 'true',
    'X-SMTPAPI': `{"unique_args":{"dunning_action":"${ACTION}"}}`,
    'X-Mailgun-Variables': `{"dunning-action":"${ACTION}"}`,
    'X-SES-MESSAGE-TAGS': `dunning-action=${ACTION}`,
  });
});
