import { shownWhen } from '../../../shared/display';
import { planLocator } from '../../../shared/locators';
import { remove } from '../../../shared/recordOperations';
import { plan } from './kind';

export const description = shownWhen({ resource: ['plan'], operation: ['delete'] }, [planLocator]);

/** One that is assigned is refused (PLN-6). */
export const execute = remove(plan);
