import type { Settings } from '../../../shared/api';
import { forEachCall, outputItem } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';
import { settingsPath } from './kind';

/** The settings, once however many items come in. */
export const execute: Execute = async (context, connector) =>
  await forEachCall(
    context,
    () => null,
    async (_, itemIndex) => [outputItem(await connector.get<Settings>(settingsPath, { itemIndex }), itemIndex)],
  );
