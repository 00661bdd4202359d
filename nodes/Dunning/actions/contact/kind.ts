import type { INodeProperties } from 'n8n-workflow';
import { byExternalId } from '../../../shared/locators';
import type { RecordKind } from '../../../shared/recordOperations';

export const contact: RecordKind = { path: '/v1/contacts', parameter: 'contactId', what: 'contact' };

export const contactLocator: INodeProperties = {
  displayName: 'Contact',
  name: 'contactId',
  type: 'resourceLocator',
  default: { mode: 'id', value: '={{ $json.id }}' },
  required: true,
  description: 'As Get Many of contacts, or Get of a customer without Simplify, put it out',
  modes: [
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. con_01k5c0v9' },
    byExternalId('e.g. CT-17'),
  ],
};
