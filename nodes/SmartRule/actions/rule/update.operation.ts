import type { Rule } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { requiredId, ruleLocator } from '../../../shared/locators';
import { ruleProperties, ruleReader } from './form';
import { onFirstOutput, rule } from './kind';

export const description = shownWhen({ operation: ['update'] }, [ruleLocator, ...ruleProperties]);

/** Replaces each item's rule by what the form says; it takes effect with the next event (RUL-5). */
export const execute = onFirstOutput(async (context, connector) => {
  const idOf = itemParameter<unknown>(context, 'ruleId');
  const ruleOf = await ruleReader(context, connector);
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, idOf(itemIndex), 'rule', itemIndex);
    const path = `${rule.path}/${encodeURIComponent(id)}`;
    return await connector.put<Rule>(path, { body: ruleOf(itemIndex), itemIndex });
  });
});
