import { shownWhen } from '../../../shared/display';
import { ruleLocator } from '../../../shared/locators';
import { switchRule } from './switchRule';

export const description = shownWhen({ operation: ['disable'] }, [ruleLocator]);

export const execute = switchRule(false);
