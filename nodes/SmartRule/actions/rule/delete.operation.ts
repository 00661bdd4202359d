import { shownWhen } from '../../../shared/display';
import { ruleLocator } from '../../../shared/locators';
import { remove } from '../../../shared/recordOperations';
import { onFirstOutput, rule } from './kind';

export const description = shownWhen({ operation: ['delete'] }, [ruleLocator]);

export const execute = onFirstOutput(remove(rule));
