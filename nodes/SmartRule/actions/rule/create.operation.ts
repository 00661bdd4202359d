import type { Rule } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachItem } from '../../../shared/items';
import { ruleProperties, ruleReader } from './form';
import { onFirstOutput, rule } from './kind';

export const description = shownWhen({ operation: ['create'] }, ruleProperties);

/** RUL-4: a new rule goes to the bottom of the list. */
export const execute = onFirstOutput(async (context, connector) => {
  const ruleOf = await ruleReader(context, connector);
  return await forEachItem(context, async (itemIndex) => {
    return await connector.post<Rule>(rule.path, { body: ruleOf(itemIndex), itemIndex });
  });
});
