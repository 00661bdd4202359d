import type { INodeProperties } from 'n8n-workflow';

/** How a value is given that a customer’s figure may pass (RUL-1). */
export const amountField: INodeProperties = {
  displayName: 'Amount (Minor Units)',
  name: 'amount',
  type: 'number',
  default: 1000000,
  description: 'In the minor unit of the currency, such as 1000000 cents for ten thousand euros',
};

export const currencyField: INodeProperties = {
  displayName: 'Currency',
  name: 'currency',
  type: 'string',
  default: '',
  placeholder: 'e.g. EUR',
  description: 'ISO 4217 code. Empty: the organisation’s.',
};

export const daysField: INodeProperties = {
  displayName: 'Days',
  name: 'days',
  type: 'number',
  default: 60,
};
