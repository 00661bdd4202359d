import { shownWhen } from '../../../shared/display';
import { remove } from '../../../shared/recordOperations';
import { contact, contactLocator } from './kind';

export const description = shownWhen({ resource: ['contact'], operation: ['delete'] }, [contactLocator]);

export const execute = remove(contact);
