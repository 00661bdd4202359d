import { shownWhen } from '../../../shared/display';
import { customerLocator } from '../../../shared/locators';
import { read } from '../../../shared/recordOperations';
import { customer } from './kind';

export const description = shownWhen({ resource: ['customer'], operation: ['explain'] }, [customerLocator]);

export const execute = read(customer, 'explain');
