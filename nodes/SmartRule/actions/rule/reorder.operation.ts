import type { Rule } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { requiredId, ruleLocator } from '../../../shared/locators';
import { onFirstOutput, rule } from './kind';

export const description = shownWhen({ operation: ['reorder'] }, [
  ruleLocator,
  {
    displayName: 'Position',
    name: 'position',
    type: 'number',
    typeOptions: { minValue: 1 },
    required: true,
    default: 1,
    description:
      'Where the rule goes; 1 is the top. Rules run from the bottom to the top: in a conflict the top one has the last word.',
  },
]);

/** RUL-4: moves each item's rule, and puts it out as it then is. */
export const execute = onFirstOutput(async (context, connector) => {
  const ruleOf = itemParameter<unknown>(context, 'ruleId');
  const positionOf = itemParameter<number>(context, 'position', 1);
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, ruleOf(itemIndex), 'rule', itemIndex);
    // A rule that is not there is said before anything moves.
    await connector.get<Rule>(`${rule.path}/${encodeURIComponent(id)}`, { itemIndex });
    const others = (await connector.list<Rule>(rule.path, { itemIndex }))
      .map((each) => each.id)
      .filter((one) => one !== id);
    const ids = others.toSpliced(Math.max(0, Number(positionOf(itemIndex)) - 1), 0, id);
    const { data } = await connector.put<{ data: Rule[] }>(`${rule.path}/order`, { body: { ids }, itemIndex });
    return data.find((each) => each.id === id)!;
  });
});
