import { shownWhen } from '../../../shared/display';
import { customerLocator } from '../../../shared/locators';
import { change } from '../../../shared/recordOperations';
import { customer } from './kind';

export const description = shownWhen({ resource: ['customer'], operation: ['exclude'] }, [customerLocator]);

export const execute = change(customer, 'exclude');
