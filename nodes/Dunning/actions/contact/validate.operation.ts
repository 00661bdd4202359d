import { shownWhen } from '../../../shared/display';
import { change } from '../../../shared/recordOperations';
import { contact, contactLocator } from './kind';

export const description = shownWhen({ resource: ['contact'], operation: ['validate'] }, [contactLocator]);

/** CUS-3: puts out the customer with all contacts. */
export const execute = change(contact, 'validate');
