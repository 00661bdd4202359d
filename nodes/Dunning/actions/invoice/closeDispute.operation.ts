import { shownWhen } from '../../../shared/display';
import { invoiceLocator } from '../../../shared/locators';
import { change } from '../../../shared/recordOperations';
import { invoice } from './kind';

export const description = shownWhen({ resource: ['invoice'], operation: ['closeDispute'] }, [invoiceLocator]);

export const execute = change(invoice, 'dispute/close');
