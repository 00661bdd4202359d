import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import type { AssignmentInput, AssignmentResult } from '../../shared/api';
import { choicesOf } from '../../shared/filters/read';
import { itemParameter } from '../../shared/items';
import { chosenPlan, KEEP_PLAN } from '../../shared/locators';

export type Level = 'customer' | 'invoice';

/** What is assigned; `dunningPlanId` is left out where the plan stays. */
export type What = Pick<AssignmentInput, 'accountManagers' | 'dryRun' | 'dunningPlanId'>;

interface Options {
  accountManagers?: string[];
  dryRun?: boolean;
}

export function levelOf(context: IExecuteFunctions): Level {
  return context.getNodeParameter('level', 0, 'customer') as Level;
}

/** Reads per item what is to be assigned. */
export function whatReader(context: IExecuteFunctions): (itemIndex: number) => What {
  const planOf = itemParameter<unknown>(context, 'planId');
  const optionsOf = itemParameter<Options>(context, 'options', {});
  const isOfCustomers = levelOf(context) === 'customer';
  return (itemIndex) => {
    const plan = chosenPlan(context, planOf(itemIndex), itemIndex);
    const { accountManagers, dryRun } = optionsOf(itemIndex);
    const managers = isOfCustomers ? choicesOf(accountManagers) : undefined;
    if (plan === KEEP_PLAN && managers === undefined) {
      throw new NodeOperationError(context.getNode(), 'Nothing is to be assigned', {
        description: 'Choose a plan, or “No Plan”; “Keep the Plan” goes with the option Account Managers',
        itemIndex,
      });
    }
    return {
      ...(plan === KEEP_PLAN ? {} : { dunningPlanId: plan }),
      ...(managers ? { accountManagers: managers } : {}),
      ...(dryRun ? { dryRun: true } : {}),
    };
  };
}

const WARNINGS: Record<string, string> = {
  collectedAtBothLevels:
    'are collected on at both levels: they are in a customer-level plan and have invoices in invoice-level plans',
};

/** Says over the output what the assignment led to (ASG-4). */
export function hintWarnings(
  context: IExecuteFunctions,
  { warnings, warningCount = warnings.length }: AssignmentResult,
): void {
  const codes = new Set(warnings.map(({ code }) => code));
  for (const code of codes) {
    const count = codes.size === 1 ? warningCount : warnings.filter((warning) => warning.code === code).length;
    const who = count === 1 ? '1 customer or invoice' : `${count} customers or invoices`;
    context.addExecutionHints({
      message: `${who} ${WARNINGS[code] ?? `came with the warning “${code}”`}`,
      type: 'warning',
      location: 'outputPane',
    });
  }
}

export function hintDryRun(context: IExecuteFunctions): void {
  context.addExecutionHints({
    message: 'Dry run: nothing was assigned. To assign for real, switch off the option “Dry Run”.',
    type: 'info',
    location: 'outputPane',
  });
}
