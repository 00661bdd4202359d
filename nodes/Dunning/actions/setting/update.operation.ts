import type { IDataObject } from 'n8n-workflow';
import type { Settings, SettingsInput } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { choicesOf } from '../../../shared/filters/read';
import { forEachItem, itemParameter } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';
import { settingsFields } from './fields';
import { settingsPath } from './kind';

export const description = shownWhen({ resource: ['setting'], operation: ['update'] }, [
  {
    displayName: 'Update Fields',
    name: 'fields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: settingsFields,
  },
]);

/** Changes the settings that are set, and puts out all; one that is set to nothing is emptied. */
export const execute: Execute = async (context, connector) => {
  const fieldsOf = itemParameter<IDataObject>(context, 'fields', {});
  return await forEachItem(context, async (itemIndex) => {
    return await connector.put<Settings>(settingsPath, { body: settingsOf(fieldsOf(itemIndex)), itemIndex });
  });
};

function settingsOf({ holidayCountry, paymentMethods, ...fields }: IDataObject): SettingsInput {
  const given = Object.entries(fields).map(([name, value]) => [name, value === '' ? null : value]);
  return {
    ...(Object.fromEntries(given) as SettingsInput),
    ...(holidayCountry === undefined ? {} : { holidays: { country: (holidayCountry as string) || null } }),
    ...(paymentMethods === undefined
      ? {}
      : { paymentMethods: (choicesOf(paymentMethods) ?? []) as SettingsInput['paymentMethods'] }),
  };
}
