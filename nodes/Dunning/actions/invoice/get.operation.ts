import { invoiceLocator } from '../../../shared/locators';
import { get, getProperties } from '../../../shared/recordOperations';
import { invoice } from './kind';

export const description = getProperties('invoice', invoiceLocator, invoice);

export const execute = get(invoice);
