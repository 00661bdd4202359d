import type { INodeProperties } from 'n8n-workflow';
import { customerLocator } from '../../shared/locators';

/** The customer that a new record belongs to; billing systems know it by their own id. */
export const customerOfRecord: INodeProperties = {
  ...customerLocator,
  name: 'customer',
  default: { mode: 'externalId', value: '' },
};
