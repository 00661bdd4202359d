import { dayOf } from '../oracle/calendar.ts';
import type { Day } from '../oracle/calendar.ts';
import type { InvoiceRecord } from '../oracle/history.ts';
import { momentOf, runLines } from './environment.ts';
import type { Environment } from './environment.ts';
import { actOf } from './incidents.ts';
import type { Told } from './incidents.ts';
import { emailPlan } from './plans.ts';
import { inOrder } from './script.ts';
import type { Act, Script, ScriptLine } from './script.ts';
import { STORY_DAYS } from './story.ts';
import type { Incident, Story, StoryInvoice } from './story.ts';
import { plansOf } from './storyPlans.ts';
import type { When } from './twist.ts';

const FIRST_DAY = dayOf('2026-03-30');
const MOMENTS: readonly When[] = ['morning', 'desk', 'evening'];

/** Tells many stories at once, each of a customer of its own, `S0` and so on in their order. */
export function storyScript(stories: readonly Story[], environment: Environment): Script {
  const opening: Act[] = [
    { fact: 'settings', settings: environment.settings },
    { fact: 'plan', plan: { ...emailPlan('default-c', 'customer', 'standard', 3, [['due', -2], ['due', 4], ['due', 9]]), isDefault: true } }, // prettier-ignore
    { fact: 'plan', plan: { ...emailPlan('default-i', 'invoice', 'contextual', 2, [['due', -2], ['due', 4], ['due', 9]]), isDefault: true } }, // prettier-ignore
  ];
  const lines = runLines(environment, FIRST_DAY, FIRST_DAY + STORY_DAYS);
  for (const [index, story] of stories.entries()) {
    const customer = `S${index}`;
    const plans = plansOf(story, customer);
    opening.push(...plans.map((plan): Act => ({ fact: 'plan', plan })));
    const plan = story.level === 'customer' ? startingPlan(story, plans[0].key) : null;
    opening.push({ fact: 'customer', customer, hasRecipient: true, plan });
    const told: Told = { customer, plans, invoices: [], reachable: true, acts: 0 };
    lines.push(...handlings(story, told, environment), ...happenings(story, told, environment));
  }
  const start = momentOf(environment, FIRST_DAY - 1, 'morning');
  return inOrder([...opening.map((act) => ({ at: start, act })), ...lines]);
}

function startingPlan({ startsWith }: Story, key: string): string | null | undefined {
  return startsWith === 'plan' ? key : startsWith === 'none' ? null : undefined;
}

type Happening = { readonly day: number; readonly when: When } & (
  { readonly recorded: StoryInvoice; readonly index: number } | { readonly incident: Incident }
);

/** Now and then somebody does or ignores what is to do. */
function handlings(story: Story, told: Told, environment: Environment): ScriptLine[] {
  const lines: ScriptLine[] = [];
  for (let day = 0; story.diligence > 0 && day < STORY_DAYS; day += story.diligence) {
    const outcome = day % 4 === 3 ? 'ignored' : 'executed';
    const { level } = told.plans[0];
    const act: Act = { fact: 'handle', outcome, level, customer: told.customer };
    lines.push({ at: momentOf(environment, FIRST_DAY + day, 'desk'), act });
  }
  return lines;
}

function happenings(story: Story, told: Told, environment: Environment): ScriptLine[] {
  const all: Happening[] = [
    ...story.invoices.map((recorded, index) => ({ day: recorded.recorded, when: 'morning' as const, recorded, index })),
    ...story.incidents.map((incident) => ({ day: incident.day, when: incident.when, incident })),
  ];
  all.sort((a, b) => a.day - b.day || MOMENTS.indexOf(a.when) - MOMENTS.indexOf(b.when));
  const lines: ScriptLine[] = [];
  for (const happening of all) {
    const day = FIRST_DAY + happening.day;
    const at = momentOf(environment, day, happening.when);
    if ('incident' in happening) {
      const act = actOf(told, happening.incident, day);
      if (act) lines.push({ at, act });
    } else {
      const record = invoiceRecord(story, told, happening.recorded, happening.index, day);
      told.invoices.push({ record, settled: 0, voided: false, disputed: false });
      lines.push({ at, act: { fact: 'invoice', customer: told.customer, invoice: record } });
    }
  }
  return lines;
}

function invoiceRecord(story: Story, told: Told, invoice: StoryInvoice, index: number, day: Day): InvoiceRecord {
  const { customer } = told;
  const id = `${customer}-${index}`;
  const issuedAt = day - invoice.age;
  return {
    id,
    number: id,
    customer,
    issuedAt,
    dueDate: invoice.dueOn === null ? issuedAt + invoice.term : Math.max(issuedAt, FIRST_DAY + invoice.dueOn),
    currency: invoice.currency,
    gross: invoice.gross,
    plan: story.level === 'invoice' ? startingPlan(story, told.plans[0].key) : null,
  };
}
