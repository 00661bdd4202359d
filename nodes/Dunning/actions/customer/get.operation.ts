import { customerLocator } from '../../../shared/locators';
import { get, getProperties } from '../../../shared/recordOperations';
import { customer } from './kind';

export const description = getProperties('customer', customerLocator, customer);

export const execute = get(customer);
