import { type IDataObject, type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

/** The value of *No Plan* in a plan list: taking the plan away is a choice like any other (ASG-1), never an empty field. */
export const NO_PLAN = 'none';

/** The value of *Keep the Plan*: the assignment is of account managers alone. */
export const KEEP_PLAN = 'keep';

interface Locator {
  mode: string;
  value: unknown;
}

export const byExternalId = (placeholder: string) => ({
  displayName: 'By External ID',
  name: 'externalId',
  type: 'string' as const,
  hint: 'The ID that the record has in your billing system',
  placeholder,
});

interface Located {
  displayName: string;
  name: string;
  /** The node's method that searches the list. */
  search: string;
  placeholder: string;
  idPlaceholder: string;
  /** Left out where records of the kind have no external id. */
  externalIdPlaceholder?: string;
}

const recordLocator = (located: Located): INodeProperties => ({
  displayName: located.displayName,
  name: located.name,
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: located.placeholder,
      typeOptions: { searchListMethod: located.search, searchable: true },
    },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: located.idPlaceholder },
    ...(located.externalIdPlaceholder ? [byExternalId(located.externalIdPlaceholder)] : []),
  ],
});

const planBy = (search: string): INodeProperties =>
  recordLocator({
    displayName: 'Plan',
    name: 'planId',
    search,
    placeholder: 'Choose a plan…',
    idPlaceholder: 'e.g. pln_01k5c0v9',
  });

export const planLocator = planBy('searchPlans');

/** A plan to give to a customer, or *No Plan*. */
export const assignablePlanLocator = planBy('searchCustomerPlans');

/** The same for an invoice. */
export const invoicePlanLocator = planBy('searchInvoicePlans');

/** What *Assign Plan* offers for customers. */
export const planForCustomersLocator = planBy('searchPlansForCustomers');

export const ruleLocator = recordLocator({
  displayName: 'Rule',
  name: 'ruleId',
  search: 'searchRules',
  placeholder: 'Choose a rule…',
  idPlaceholder: 'e.g. rul_01k5c0v9',
});

export const customerLocator = recordLocator({
  displayName: 'Customer',
  name: 'customerId',
  search: 'searchCustomers',
  placeholder: 'Choose a customer…',
  idPlaceholder: 'e.g. cus_01k5c0v9',
  externalIdPlaceholder: 'e.g. C-1042',
});

export const invoiceLocator = recordLocator({
  displayName: 'Invoice',
  name: 'invoiceId',
  search: 'searchInvoices',
  placeholder: 'Choose an invoice…',
  idPlaceholder: 'e.g. inv_01k5c0v9',
  externalIdPlaceholder: 'e.g. INV-2026-0042',
});

/** The record's id as the API takes it: `external:` before an external id; '' if nothing is chosen. */
export function locatedId(locator: unknown): string {
  const { mode, value } = (
    typeof locator === 'object' && locator !== null ? locator : { mode: 'id', value: locator }
  ) as Locator;
  const id = String(value ?? '').trim();
  return id && mode === 'externalId' ? `external:${id}` : id;
}

/** The same, for a path; throws a NodeOperationError when nothing is chosen. */
export function requiredId(context: IExecuteFunctions, locator: unknown, what: string, itemIndex: number): string {
  const id = locatedId(locator);
  if (!id) {
    throw new NodeOperationError(context.getNode(), `No ${what} is chosen`, {
      description: `Choose the ${what} from the list, or enter its ID. If an expression gives it, check that the input item has that field.`,
      itemIndex,
    });
  }
  return id;
}

/** The plan chosen in a list that offers *No Plan*: null takes the plan away. */
export function chosenPlan(context: IExecuteFunctions, locator: unknown, itemIndex: number): string | null {
  const id = requiredId(context, locator, 'plan', itemIndex);
  return id === NO_PLAN ? null : id;
}

/** `{id}` or `{externalId}`, as records name each other in the API. */
export function reference(id: string): IDataObject {
  return id.startsWith('external:') ? { externalId: id.slice('external:'.length) } : { id };
}

/** The record that another one belongs to; undefined if nothing is chosen. */
export function referenceTo(locator: unknown): IDataObject | undefined {
  const id = locatedId(locator);
  return id ? reference(id) : undefined;
}

/** `dunningPlanId` for a record: undefined leaves the plan as it is, null takes it away. */
export function planFrom(locator: unknown): string | null | undefined {
  const id = locatedId(locator);
  if (!id) return undefined;
  return id === NO_PLAN ? null : id;
}
