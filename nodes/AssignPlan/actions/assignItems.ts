import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, itemParameter, outputItem } from '../../shared/items';
import { requiredId } from '../../shared/locators';
import type { Connector } from '../../shared/transport';
import { assignBatch, type Assigned, type AssignmentGroup } from './assignBatch';
import { hintDryRun, levelOf, whatReader } from './assignment';

const SUBJECTS_PER_REQUEST = 1_000;

/** Assigns each item's customer or invoice: one request per plan, managers and thousand subjects; results linked to their items. */
export async function assignItems(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[] = [];
  const level = levelOf(context);
  const subjectOf = itemParameter<unknown>(context, level === 'customer' ? 'customerId' : 'invoiceId');
  const whatOf = whatReader(context);

  const groups = new Map<string, AssignmentGroup>();
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      const what = whatOf(itemIndex);
      const id = requiredId(context, subjectOf(itemIndex), level, itemIndex);
      const key = JSON.stringify(what);
      const group = groups.get(key) ?? { level, what, subjects: [] };
      group.subjects.push({ itemIndex, id });
      groups.set(key, group);
    } catch (error) {
      output[itemIndex] = failedItem(context, error, itemIndex);
    }
  }

  const assigned: Assigned[] = [];
  for (const group of groups.values()) {
    for (let first = 0; first < group.subjects.length; first += SUBJECTS_PER_REQUEST) {
      const subjects = group.subjects.slice(first, first + SUBJECTS_PER_REQUEST);
      assigned.push(...(await assignBatch(context, connector, { ...group, subjects })));
    }
    if (group.what.dryRun) hintDryRun(context);
  }
  // Only now, so that a refused subject keeps no other from being assigned.
  for (const one of assigned) {
    const { itemIndex } = one;
    output[itemIndex] = 'result' in one ? outputItem(one.result, itemIndex) : failedItem(context, one.error, itemIndex);
  }
  return output;
}
