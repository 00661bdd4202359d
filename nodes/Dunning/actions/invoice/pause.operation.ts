import { invoiceLocator } from '../../../shared/locators';
import { pauseBody, pauseProperties } from '../../../shared/pause';
import { change } from '../../../shared/recordOperations';
import { invoice } from './kind';

export const description = pauseProperties('invoice', invoiceLocator);

export const execute = change(invoice, 'pause', pauseBody);
