import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { RuleInput } from '../../../shared/api';
import { refusedError } from '../../../shared/errors';
import { filtersProperty } from '../../../shared/filters/properties';
import { filterReader } from '../../../shared/filters/read';
import { itemParameter } from '../../../shared/items';
import type { Connector } from '../../../shared/transport';
import { actionProperties, actionReader } from './actionForm';
import { type TriggerForm, triggerOf, triggersProperty } from './triggerForm';

/** A rule as a person writes it: when it looks at a customer, at whom, and what it does. */
export const ruleProperties: INodeProperties[] = [
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. Bad payers get the firm plan',
  },
  triggersProperty,
  filtersProperty({
    level: 'customer',
    name: 'customerFilters',
    description: 'Only customers for whom all of these hold; without any, every customer',
    forRules: true,
  }),
  ...actionProperties,
  {
    displayName: 'Enabled',
    name: 'enabled',
    type: 'boolean',
    default: true,
    description: 'Whether the rule acts, from the next event on',
  },
];

export async function ruleReader(
  context: IExecuteFunctions,
  connector: Connector,
): Promise<(itemIndex: number) => RuleInput> {
  const nameOf = itemParameter<string>(context, 'name', '');
  const enabledOf = itemParameter<boolean>(context, 'enabled', true);
  const triggersOf = itemParameter<{ trigger?: TriggerForm[] }>(context, 'triggers', {});
  const filtersOf = await filterReader(context, connector, 'customer', 'customerFilters');
  const actionOf = actionReader(context);
  return (itemIndex) => {
    const triggers = (triggersOf(itemIndex).trigger ?? []).map(triggerOf);
    if (triggers.length === 0) {
      const errors = [{ path: 'Triggers', message: 'add at least one: it says when the rule looks at a customer' }];
      throw refusedError(context, { message: 'The rule has no trigger', errors, itemIndex });
    }
    return {
      name: nameOf(itemIndex),
      enabled: enabledOf(itemIndex),
      triggers: triggers as unknown as RuleInput['triggers'],
      filters: filtersOf(itemIndex),
      action: actionOf(itemIndex) as IDataObject as unknown as RuleInput['action'],
    };
  };
}
