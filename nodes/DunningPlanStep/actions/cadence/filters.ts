import type { INodeProperties } from 'n8n-workflow';
import { planLocator } from '../../../shared/locators';

/** A plan to restrict the call to, for a collection of options. */
export const planFilter: INodeProperties = {
  ...planLocator,
  required: false,
  description: 'Only what is due in this plan',
};
