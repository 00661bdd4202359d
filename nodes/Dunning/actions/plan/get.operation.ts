import { planLocator } from '../../../shared/locators';
import { get, getProperties } from '../../../shared/recordOperations';
import { plan } from './kind';

export const description = getProperties('plan', planLocator, plan);

export const execute = get(plan);
