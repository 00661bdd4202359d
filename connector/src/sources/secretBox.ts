import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Keeps secrets of sources encrypted (AES-256-GCM); `owner` is bound to the text, so that it cannot be put under another id. */
export interface SecretBox {
  seal(owner: string, secrets: unknown): string;
  /** Throws where the key is another one, or the text was changed. */
  open(owner: string, sealed: string): unknown;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `key` is text of any kind, at least 32 characters. */
export function secretBox(key: string): SecretBox {
  const bytes = createHash('sha256').update(`dunning sources ${VERSION}\n${key}`).digest();
  return {
    seal(owner, secrets) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    open(owner, text) {
      const [version, data] = text.split('.');
      if (version !== VERSION || data === undefined) throw new Error('The secrets are not in a known form');
      const sealed = Buffer.from(data, 'base64url');
      const tagEnd = IV_BYTES + TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', bytes, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(IV_BYTES, tagEnd));
      const plain = Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
      return JSON.parse(plain.toString('utf8')) as unknown;
    },
  };
}
