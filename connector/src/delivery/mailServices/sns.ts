import { createVerify, X509Certificate } from 'node:crypto';
import { type Json, ServiceRefused, textOf } from './service.ts';

/** GETs a small text from a public address; throws if it cannot. */
export type ReadText = (url: string) => Promise<string>;

const HOST = /^sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?$/;
const ALGORITHMS: Readonly<Record<string, string>> = { '1': 'sha1', '2': 'sha256' };
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const KEPT_CERTIFICATES = 20;

/** An address of SNS itself; whoever else signs or asks is not Amazon. */
function amazonUrl(text: string | null, what: string): URL {
  const url = text !== null && URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' && HOST.test(url.hostname) && url.port === '' && url.username === '') return url;
  throw new ServiceRefused(401, `${what} is no address of Amazon SNS`);
}

/** Where a subscription is confirmed. */
export function subscribeUrlOf(message: Json): string {
  return amazonUrl(textOf(message['SubscribeURL']), 'SubscribeURL').href;
}

/** What is signed: names and values of some fields, each with a line break. */
export function canonicalText(message: Json): string {
  const fields = message['Type'] === 'Notification' ? NOTIFICATION : CONFIRMATION;
  return fields
    .flatMap((field) => {
      const value = message[field];
      return typeof value === 'string' ? [`${field}\n${value}\n`] : [];
    })
    .join('');
}

function certificateOf(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new ServiceRefused(401, 'SigningCertURL holds no certificate');
  }
}

/** Checks the signature of a message of SNS, version 1 or 2; the certificates it has read are kept. */
export function snsVerifier(read: ReadText): (message: Json) => Promise<void> {
  const certificates = new Map<string, X509Certificate>();
  const certificateAt = async (url: URL): Promise<X509Certificate> => {
    const known = certificates.get(url.href);
    if (known) return known;
    const text = await read(url.href).catch((error: Error) => {
      throw new ServiceRefused(503, `The certificate of Amazon SNS cannot be read now: ${error.message}`);
    });
    const certificate = certificateOf(text);
    if (certificates.size >= KEPT_CERTIFICATES) certificates.clear();
    certificates.set(url.href, certificate);
    return certificate;
  };
  return async (message) => {
    const algorithm = ALGORITHMS[textOf(message['SignatureVersion']) ?? ''];
    const signature = textOf(message['Signature']);
    if (algorithm === undefined || signature === null)
      throw new ServiceRefused(401, 'The signature is missing: switch raw message delivery off in SNS');
    const url = amazonUrl(textOf(message['SigningCertURL']), 'SigningCertURL');
    if (!url.pathname.endsWith('.pem')) throw new ServiceRefused(401, 'SigningCertURL is no address of Amazon SNS');
    const { publicKey } = await certificateAt(url);
    if (!createVerify(algorithm).update(canonicalText(message)).verify(publicKey, signature, 'base64'))
      throw new ServiceRefused(401, 'The signature does not fit');
  };
}
