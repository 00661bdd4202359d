import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  NodeOperationError,
} from 'n8n-workflow';
import type { Plan, Step } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { planLocator, requiredId } from '../../../shared/locators';
import { type StepForm, stepFields, stepOf } from '../../../shared/step/form';
import type { Connector } from '../../../shared/transport';

const name: INodeProperties = {
  displayName: 'Name',
  name: 'name',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. First reminder',
  description: 'A step of the plan that has this name is replaced; otherwise a new one is put in by its days',
};

export const description: INodeProperties[] = shownWhen({ operation: ['define'] }, [
  planLocator,
  name,
  ...stepFields.filter((field) => field.name !== 'name'),
]);

const FIELDS = ['days', 'anchor', 'channel', 'mode', 'templateSource', 'templateKey', 'subject', 'body', 'options'];

/** Puts each item's step into its plan, in the place of the one with its name; the plan is planned anew (PLN-4, PLN-5). */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const planOf = itemParameter<unknown>(context, 'planId');
  const formOf = formReader(context);
  const output = await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, planOf(itemIndex), 'plan', itemIndex);
    const step = stepOf(formOf(itemIndex));
    if (!step.name) throw new NodeOperationError(context.getNode(), 'The step has no name', { itemIndex });
    const path = `/v1/plans/${encodeURIComponent(id)}`;
    const plan = await connector.get<Plan>(path, { itemIndex });
    const changed = await connector.put<Plan>(path, { body: { steps: withStep(plan.steps, step) }, itemIndex });
    const position = changed.steps.findIndex(({ name }) => name === step.name) + 1;
    return { ...changed.steps[position - 1], position, plan: { id: changed.id, name: changed.name } };
  });
  return [output];
}

function formReader(context: IExecuteFunctions): (itemIndex: number) => StepForm {
  const readers = ['name', ...FIELDS].map(
    (field) => [field, itemParameter<IDataObject[string]>(context, field, '')] as const,
  );
  return (itemIndex) => Object.fromEntries(readers.map(([field, read]) => [field, read(itemIndex)])) as StepForm;
}

/** The steps with `step` in the place of the one that has its name, else behind the last one that is not later than it. */
function withStep(steps: Step[], step: IDataObject): object[] {
  const known = steps.findIndex(({ name }) => name === step.name);
  if (known >= 0) return steps.with(known, { ...step, id: steps[known]!.id } as unknown as Step);
  const { anchor, days } = step.when as Step['when'];
  const before = steps.findLastIndex(({ when }) => when.anchor === anchor && when.days <= days);
  const isFirst = before < 0 && steps.some(({ when }) => when.anchor === anchor);
  const place = isFirst ? 0 : before < 0 ? steps.length : before + 1;
  return steps.toSpliced(place, 0, step as unknown as Step);
}
