import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { canonicalText } from '../../connector/src/delivery/mailServices/sns.ts';

/** What the connector's settings hold, and what the services sign with. */
export const POSTMARK_SECRET = 'postmark-test-secret';
export const MAILGUN_KEY = 'mailgun-test-signing-key';
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const SENDGRID_PUBLIC_KEY = sendgrid.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:mail';

export const MAIL_SERVICE_ENV = {
  DUNNING_POSTMARK_SECRET: POSTMARK_SECRET,
  DUNNING_SENDGRID_PUBLIC_KEY: SENDGRID_PUBLIC_KEY,
  DUNNING_MAILGUN_SIGNING_KEY: MAILGUN_KEY,
  DUNNING_SES_TOPIC_ARNS: TOPIC,
};

export interface Webhook {
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function fromPostmark(payload: object, password = POSTMARK_SECRET): Webhook {
  const authorization = `Basic ${Buffer.from(`postmark:${password}`).toString('base64')}`;
  return { service: 'postmark', headers: { authorization }, body: JSON.stringify(payload) };
}

export function fromSendgrid(events: readonly object[], timestamp = '1795424400'): Webhook {
  const body = JSON.stringify(events);
  const signature = createSign('sha256').update(timestamp).update(body).sign(sendgrid.privateKey, 'base64');
  const headers = {
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': timestamp,
  };
  return { service: 'sendgrid', headers, body };
}

/** Of now, unless told; `token` is used once by Mailgun. */
export function mailgunSignature(token: string, seconds = Math.floor(Date.now() / 1000), key = MAILGUN_KEY) {
  const timestamp = String(seconds);
  const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex');
  return { timestamp, token, signature };
}

export function fromMailgun(event: object, signature = mailgunSignature(JSON.stringify(event))): Webhook {
  return { service: 'mailgun', headers: {}, body: JSON.stringify({ signature, 'event-data': event }) };
}

export const CERTIFICATE_URL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';

/** As SNS signs with either version. */
export function signedBySns(
  message: Readonly<Record<string, string>>,
  version: '1' | '2' = '2',
): Record<string, string> {
  const signed = { SigningCertURL: CERTIFICATE_URL, ...message, SignatureVersion: version };
  const signature = createSign(version === '1' ? 'sha1' : 'sha256').update(canonicalText(signed));
  return { ...signed, Signature: signature.sign(SNS_PRIVATE_KEY, 'base64') };
}

export function fromSns(message: Readonly<Record<string, string>>): Webhook {
  return { service: 'ses', headers: { 'content-type': 'text/plain; charset=UTF-8' }, body: JSON.stringify(message) };
}

export function fromSes(notification: object, id = 'sns-1', version: '1' | '2' = '2'): Webhook {
  const message = {
    Type: 'Notification',
    MessageId: id,
    TopicArn: TOPIC,
    Subject: 'Amazon SES Email Event Notification',
    Message: `${JSON.stringify(notification)}\n`,
    Timestamp: '2026-11-23T09:00:00.000Z',
  };
  return fromSns(signedBySns(message, version));
}

/** A certificate of nobody's, good for a hundred years. */
export const SNS_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDMzCCAhugAwIBAgIUI6u6qJJ33Lcy5Q1pgysfAhlvseYwDQYJKoZIhvcNAQEL
BQAwKDEmMCQGA1UEAwwdc25zLmFtYXpvbmF3cy5jb20gKG9mIGEgdGVzdCkwIBcN
MjYxMTI3MjIyMzU0WhgPMjEyNjExMDMyMjIzNTRaMCgxJjAkBgNVBAMMHXNucy5h
bWF6b25hd3MuY29tIChvZiBhIHRlc3QpMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A
MIIBCgKCAQEApjSXMJqVyglSIqd7Hix0EpZuU5F7GyY2ORN7wgo0pr6rmEoUuQ63
u+QB2lrUyWNRVo3Y+fhS5k4dlfNv4YoUdZc7pS3y1US7+e6k1yuK7GKO8pw8LB5P
0DH2SpBonauPR+mM3eqXCtzpQbuZl/zjJshIRhmfEGhal6horXPE+sT62Ykwf9mE
IOr3oTtSFP9SJQWUm3d1jLIxGWDzTut8aeXlpRQyx8nlX0C2zZnyp3cgcfwVfiNS
U6zDUQkAWE2XRnDop0awGcEu90TPm1y4078y5RHcTJUffotAOZ+QTxWd475h+1FO
8/oLwPJmG9wuz/DgZwqTNj5+oUZQxyY6hQIDAQABo1MwUTAdBgNVHQ4EFgQUy5fr
AG66iPh7yi8CUFf10Pr9vzcwHwYDVR0jBBgwFoAUy5frAG66iPh7yi8CUFf10Pr9
vzcwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAWmeOX7YSZbIL
g+4JA6T6wt/p3GS7zPteoxPGVY5WKORJKAsBt3FKFfFjm2RVINXxQZNXpoZZ1jRn
HRaGHrqfYDBU/vJ3DFFMaQ1YID8uvcVVidS0Bs2wm1/ks34LzqqRmzkjH9/BmF0E
jhawFRtn9QoqtskGb94dujyBeh8f3rV6frApDImecpBCnK6SnL04C94/M9Ns2Gd/
P4D3wUsgAwHoIFXIUJGfknm7MmI7kab6wSwHcO/FEM7Pk2Bz+Y1Qg6+Lrk6IBASS
/Nuz8O0NKyeuG0s/zQVoIZqHw6gjYJpeEJH0URrUSwm6gayoGzFFR69vVYEHyX8b
oDjV+elM5A==
-----END CERTIFICATE-----
`;

const SNS_PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCmNJcwmpXKCVIi
p3seLHQSlm5TkXsbJjY5E3vCCjSmvquYShS5Dre75AHaWtTJY1FWjdj5+FLmTh2V
82/hihR1lzulLfLVRLv57qTXK4rsYo7ynDwsHk/QMfZKkGidq49H6Yzd6pcK3OlB
u5mX/OMmyEhGGZ8QaFqXqGitc8T6xPrZiTB/2YQg6vehO1IU/1IlBZSbd3WMsjEZ
YPNO63xp5eWlFDLHyeVfQLbNmfKndyBx/BV+I1JTrMNRCQBYTZdGcOinRrAZwS73
RM+bXLjTvzLlEdxMlR9+i0A5n5BPFZ3jvmH7UU7z+gvA8mYb3C7P8OBnCpM2Pn6h
RlDHJjqFAgMBAAECggEABwmPL5loB2cyzAar4vNDvJK+hqQlt9imb0Ro1yaKpAHK
7wvknzulN3EtdpL7KLDKHaBWxCofISMZw8Lhj/BCXVft3a4ETBfuM/mxD0RHzFUA
U6ZJB57b8cc1HriebrNNgeBnchuv/AouXTW7MzvbsVrFxqQTP6+vdaBFmGHga167
cNx23eftPrHKfsFm9cReqKLwZS1bW7X3cCNskzCwJvaKN5Bgn2LkP24NSctZJdfG
cBxpaxtA2KQdnH8XqeStImRqBTFXGkTSoddyMkop4Vn90e5LJWQM47t8DKGOuxT3
2ONT6uYT2K7c7wQHx3T+hriEM4r4A/jQf9IsJGeECQKBgQDfRZUY5CaKW3LQYaZW
oGLRcnLENr4KTXMI0FJe61xcCeGHN6L46P+0rphRN/EyNIYtsA9o0T3Ewg1QYL1a
zppau5qlGtcX9EfUQIini7vYA3k1IChkR9hh2A2XGOGXQeDibwvBgtdbG0XJqAca
ArkjMF7fJQLs0U+h6GzKIbwkjQKBgQC+kY5QW2Sy4KiAIb0/P1Gq7T0ZN9OfsBNM
p6ls5qETsQHG27l1vB2xElvls9wwc7eUA7Fxry32UZvrhWBN/zOhP2v0qSHlYnA8
6HAWtfJHDcXw3FOb26KJn4mHIvoiyLwB+ZsQ4LmZ64E88y61XrnMoboJEDoraoXB
cMZm3Wn72QKBgQCllniOnl7LDCmpzFJOOuMvDR960FK/V1NyfPYqOYolJJrj6upu
indirH6A9elnX7cH2WSES3LxIy42p5in6URm+G4n9zEBLgW7sCTphePJwEG7md77
CKG9ZzwlDKn6wTwlE1B3sy8+/YoTlg+2RcDDDVO/UTbLJi1WGgfdHYno3QKBgQCG
XdkLXbV9zpvgZGmsa7fongfjfRJw2NRyyxDR4TeXy8ml7g0xL2d8D6bOKmhJnX3G
FmiJ8OumbtpSUSObOyKrQi2bP5nPw/3BZF6MFNP0N4jmkGM/VLig8uUkbIwT9Jdj
iRxF5T3Ygk4IrKq1ZUn6N9oVQ+TP8fbHcv3hT6LH2QKBgQDKOLJGmczoiEbq5m4u
dju4fNbLxHAZjpZ4Wh8Kjt0sg61n/kbrPLPtCWDiWXzkI5WZeNvJS+anGzhY6hmx
bkkBaOZgDfoXg4E+KLmCUtns4eplPsojmVIGyWaVFeBfO2CxcJtx9xPVXLhBNkMz
vdMO65wfDSruUR8zm7GUp7fhOg==
-----END PRIVATE KEY-----
`;
