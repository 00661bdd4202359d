import type { InvoiceMessage, Step } from './plan.ts';

/** PLN-2: the customer's account manager, as sender, responsible or copy. */
export const ACCOUNT_MANAGER = 'accountManager';
/** PLN-2: whoever has this position, as responsible. */
export const FINANCE_USER = 'financeUser';

const GROUP = 'group:';
const ALIAS = 'alias:';

/** How plans name a group of users. */
export function groupName(id: string): string {
  return GROUP + id;
}

/** How plans name a sender's alias. */
export function aliasName(id: string): string {
  return ALIAS + id;
}

/** Whether an entry of copies names a user or a group of users; addresses, positions and custom fields are the customer's. */
export function isColleague(entry: string): boolean {
  return entry.startsWith(GROUP) || /^usr_[0-9a-z]+$/.test(entry);
}

/** Where a plan names a user, a group or an alias. */
export interface NamedColleague {
  /** Dotted, as in the request: `steps.2.sender`. */
  readonly path: string;
  /** In words: *step “Second”*. */
  readonly where: string;
  readonly role: 'sender' | 'responsible' | 'copy';
  readonly name: string;
}

interface PlanNames {
  readonly steps: readonly Pick<Step, 'name' | 'sender' | 'responsible' | 'cc'>[];
  readonly invoiceMessage?: Pick<InvoiceMessage, 'cc'> | null;
}

/** Every user, group and alias that a plan names; the account manager and positions are no names of anybody. */
export function namedColleagues({ steps, invoiceMessage }: PlanNames): NamedColleague[] {
  const copies = (cc: readonly string[] | undefined, path: string, where: string) =>
    (cc ?? []).flatMap((name, place): NamedColleague[] =>
      isColleague(name) ? [{ path: `${path}.cc.${place}`, where, role: 'copy', name }] : [],
    );
  const ofSteps = steps.flatMap(({ name: step, sender, responsible, cc }, index): NamedColleague[] => {
    const path = `steps.${index}`;
    const where = `step '${step}'`;
    const named = copies(cc, path, where);
    if (sender !== undefined && sender !== ACCOUNT_MANAGER)
      named.push({ path: `${path}.sender`, where, role: 'sender', name: sender });
    if (responsible !== undefined && responsible !== ACCOUNT_MANAGER && responsible !== FINANCE_USER)
      named.push({ path: `${path}.responsible`, where, role: 'responsible', name: responsible });
    return named;
  });
  return [...ofSteps, ...copies(invoiceMessage?.cc, 'invoiceMessage', 'the invoice message')];
}
