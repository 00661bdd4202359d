import { shownWhen } from '../../../shared/display';
import { ruleLocator } from '../../../shared/locators';
import { get } from '../../../shared/recordOperations';
import { onFirstOutput, rule } from './kind';

export const description = shownWhen({ operation: ['get'] }, [ruleLocator]);

export const execute = onFirstOutput(get(rule));
