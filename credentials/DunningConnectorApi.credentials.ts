import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

export class DunningConnectorApi implements ICredentialType {
  name = 'dunningConnectorApi';

  displayName = 'Dunning Connector API';

  icon: Icon = { light: 'file:dunningConnector.svg', dark: 'file:dunningConnector.dark.svg' };

  documentationUrl = 'https://github.com/n8n-nodes-dunning/n8n-nodes-dunning#the-credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'http://127.0.0.1:3210',
      placeholder: 'e.g. http://127.0.0.1:3210',
      description:
        'Where the dunning connector answers. When n8n runs in Docker, 127.0.0.1 is the container itself: use the name of the connector’s service or http://host.docker.internal:3210.',
      required: true,
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'The key that the connector printed at its first start, or one that an admin made since',
      required: true,
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{$credentials.baseUrl.replace(new RegExp("/+$"), "")}}',
      url: '/v1/me',
    },
    rules: [
      {
        type: 'responseCode',
        properties: { value: 401, message: 'The connector rejected this API key: it may be mistyped or revoked' },
      },
    ],
  };
}
