import type { Rule } from '../../../shared/api';
import { forEachItem, itemParameter } from '../../../shared/items';
import { requiredId } from '../../../shared/locators';
import { onFirstOutput, rule } from './kind';

/** RUL-5: switches each item's rule on or off. */
export function switchRule(enabled: boolean) {
  return onFirstOutput(async (context, connector) => {
    const ruleOf = itemParameter<unknown>(context, 'ruleId');
    return await forEachItem(context, async (itemIndex) => {
      const id = requiredId(context, ruleOf(itemIndex), 'rule', itemIndex);
      const path = `${rule.path}/${encodeURIComponent(id)}`;
      return await connector.put<Rule>(path, { body: { enabled }, itemIndex });
    });
  });
}
