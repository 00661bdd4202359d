import { shownWhen } from '../../../shared/display';
import { invoiceLocator } from '../../../shared/locators';
import { read } from '../../../shared/recordOperations';
import { invoice } from './kind';

export const description = shownWhen({ resource: ['invoice'], operation: ['explain'] }, [invoiceLocator]);

export const execute = read(invoice, 'explain');
