import { customerLocator } from '../../../shared/locators';
import { pauseBody, pauseProperties } from '../../../shared/pause';
import { change } from '../../../shared/recordOperations';
import { customer } from './kind';

export const description = pauseProperties('customer', customerLocator);

export const execute = change(customer, 'pause', pauseBody);
