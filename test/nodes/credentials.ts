import type { ICredentialDataDecryptedObject, ICredentialsHelper, IHttpRequestOptions } from 'n8n-workflow';
import { credentialType } from './n8n.ts';

/** n8n's credential store with one credential in it; authenticates as the credential's own `authenticate` says. */
export function credentialsOf(data: ICredentialDataDecryptedObject): ICredentialsHelper {
  const unused = () => Promise.reject(new Error('not used by our nodes'));
  return {
    getParentTypes: () => [],
    isCredentialUsableByNode: () => true,
    getDecrypted: () => Promise.resolve({ ...data }),
    getCredentialsProperties: (type: string) => credentialType(type).properties,
    preAuthentication: () => Promise.resolve(undefined),
    runPreAuthentication: () => Promise.resolve(undefined),
    authenticate: (credentials, type, options) => {
      const { authenticate } = credentialType(type);
      if (typeof authenticate !== 'object') throw new Error(`${type} has no generic authentication`);
      const headers = Object.entries(authenticate.properties.headers ?? {}).map(([name, value]) => [
        name,
        String(value)
          .replace(/^=/, '')
          .replace(/\{\{\$credentials\.(\w+)\}\}/g, (_, key: string) => String(credentials[key])),
      ]);
      const given = options as IHttpRequestOptions;
      return Promise.resolve({ ...given, headers: { ...given.headers, ...(Object.fromEntries(headers) as object) } });
    },
    getCredentials: unused,
    updateCredentials: unused,
    updateCredentialsOauthTokenData: unused,
  };
}
