import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { POSITIONS } from '../../../shared/choices';

/** The fields of a contact in the editor. */
export const contactFields: INodeProperties[] = [
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    default: '',
    placeholder: 'e.g. accounting@example.com',
  },
  {
    displayName: 'External ID',
    name: 'externalId',
    type: 'string',
    default: '',
    description: 'The ID of the contact in your system, so that a later change finds it',
  },
  { displayName: 'First Name', name: 'firstName', type: 'string', default: '' },
  {
    displayName: 'Is Main Contact',
    name: 'isMain',
    type: 'boolean',
    default: false,
    description: 'Whether messages go to this contact unless a step names others',
  },
  { displayName: 'Last Name', name: 'lastName', type: 'string', default: '' },
  { displayName: 'Phone', name: 'phone', type: 'string', default: '' },
  {
    displayName: 'Position',
    name: 'position',
    type: 'options',
    default: 'other',
    options: POSITIONS,
  },
];

/** The same as a collection, for operations on one contact. */
export function contactCollection(displayName: string, without: string[] = []): INodeProperties {
  return {
    displayName,
    name: 'fields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: contactFields.filter(({ name }) => !without.includes(name)),
  };
}

/** What is left empty in the editor is not sent. */
export function withoutBlanks(contact: IDataObject): IDataObject {
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== '' && value !== undefined));
}
