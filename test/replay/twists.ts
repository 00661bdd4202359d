import type { DunningPlan, PlanStep } from '../oracle/history.ts';
import { lot } from './ledger.ts';
import type { LedgerRow } from './ledger.ts';
import { entry, payment } from './twist.ts';
import type { Twist, When } from './twist.ts';

/** The lives that a ledger can lead; every one is replayed with plans of both logics. */
export const TWISTS: readonly Twist[] = [
  { name: 'plain' },
  { name: 'default', startsWith: 'default' },
  { name: 'bothLevels', atBothLevels: true, needsOtherPlan: true },
  { name: 'late', recordedOn: (row) => row.issuedAt + Math.floor(lot(row.number, 'late') * 50) },
  {
    name: 'paidInTheEvening',
    settle: (row, emit) => emit(row.settledAt, 'evening', payment(row, row.settledAt, row.gross)),
  },
  {
    name: 'parts',
    settle: (row, emit) => {
      const part = Math.floor(row.gross / 3);
      emit(row.settledAt - 5, 'evening', payment(row, row.settledAt - 5, part, '-1'));
      emit(row.settledAt - 5, 'evening', payment(row, row.settledAt - 5, part, '-1'));
      emit(row.settledAt, 'morning', payment(row, row.settledAt, row.gross - part, '-2'));
    },
  },
  {
    name: 'unapplied',
    settle: (row, emit) => {
      const kind = lot(row.number, 'kind') < 0.5 ? 'payment' : 'creditNote';
      const applied = [0, row.gross, Math.floor(row.gross / 2)][Math.floor(lot(row.number, 'applied') * 3)] ?? 0;
      const amount = lot(row.number, 'amount') < 0.3 ? row.gross * 2 : row.gross;
      emit(row.settledAt, whenOf(row), entry(kind, row, row.settledAt, amount, applied));
    },
  },
  {
    name: 'overpaid',
    settle: (row, emit) => {
      const amount = row.gross + Math.floor(lot(row.number, 'over') * row.gross);
      emit(row.settledAt, whenOf(row), entry('payment', row, row.settledAt, amount, amount));
      if (lot(row.number, 'back') > 0.4) return;
      const back = row.settledAt + 3;
      const applied = lot(row.number, 'to') < 0.5 ? 0 : Math.floor(row.gross / 2);
      emit(back, 'morning', entry('refund', row, back, row.gross, applied));
    },
  },
  {
    name: 'refunded',
    settle: (row, emit) => {
      const back = row.settledAt + 1 + Math.floor(lot(row.number, 'back') * 12);
      emit(row.settledAt, whenOf(row), payment(row, row.settledAt, row.gross));
      if (lot(row.number, 'refund') > 0.4) return;
      const amount = lot(row.number, 'whole') < 0.5 ? row.gross : Math.floor(row.gross / 4);
      emit(back, 'morning', entry('refund', row, back, amount, amount));
      emit(back + 25, 'morning', payment(row, back + 25, amount, '-again'));
    },
  },
  {
    name: 'disputed',
    account: ({ rows }, emit) => {
      for (const row of rows.filter((one) => one.disputed)) {
        const opened = row.issuedAt + Math.floor(lot(row.number, 'opened') * 45);
        const dispute = { customer: row.customer, invoice: row.number };
        emit(opened, whenOf(row), { fact: 'dispute', ...dispute });
        if (lot(row.number, 'closes') > 0.7) continue;
        emit(opened + 1 + Math.floor(lot(row.number, 'closed') * 30), 'morning', { fact: 'disputeClosed', ...dispute });
      }
    },
  },
  {
    name: 'voided',
    account: ({ rows }, emit) => {
      for (const row of rows.filter((one) => lot(one.number, 'void') < 0.3)) {
        const day = row.issuedAt + Math.floor(lot(row.number, 'voided') * 45);
        emit(day, whenOf(row), { fact: 'void', customer: row.customer, invoice: row.number });
      }
    },
  },
  {
    name: 'moved',
    account: ({ rows }, emit) => {
      for (const row of rows.filter((one) => lot(one.number, 'move') < 0.5)) {
        const day = row.issuedAt + 1 + Math.floor(lot(row.number, 'moved') * 50);
        const dueDate = Math.max(row.issuedAt, row.dueDate - 15 + Math.floor(lot(row.number, 'to') * 40));
        emit(day, whenOf(row), invoiceAct({ ...row, dueDate }));
      }
    },
  },
  {
    name: 'repriced',
    account: ({ rows }, emit) => {
      for (const row of rows.filter((one) => lot(one.number, 'reprice') < 0.5)) {
        const day = row.issuedAt + 1 + Math.floor(lot(row.number, 'repriced') * 50);
        emit(
          day,
          whenOf(row),
          invoiceAct({ ...row, gross: row.gross + 1 + Math.floor(lot(row.number, 'by') * 50_000) }),
        );
      }
    },
  },
  {
    name: 'paused',
    account: ({ seasons }, emit) => {
      for (const { subject, from: begin } of seasons) {
        const name = `${subject.invoice ?? subject.customer} ${begin}`;
        const from = begin + 10 + Math.floor(lot(name, 'from') * 50);
        const until = from + 1 + Math.floor(lot(name, 'until') * 20);
        emit(from, 'morning', { fact: 'pause', ...subject, ...(lot(name, 'open') < 0.4 ? {} : { until }) });
        if (lot(name, 'again') < 0.3) emit(from + 3, 'evening', { fact: 'pause', ...subject, until: from + 6 });
        else emit(from + 15, 'evening', { fact: 'resume', ...subject });
      }
    },
  },
  {
    name: 'promised',
    account: ({ rows }, emit) => {
      for (const row of rows.filter((one) => lot(one.number, 'promises') < 0.6)) {
        const day = row.issuedAt + Math.floor(lot(row.number, 'promised') * Math.max(1, row.settledAt - row.issuedAt));
        if (day >= row.settledAt) continue;
        const date = day + Math.floor(lot(row.number, 'until') * 30);
        const amount = lot(row.number, 'part') < 0.3 ? Math.ceil(row.gross / 3) : undefined;
        const pause = lot(row.number, 'pause') < 0.5;
        emit(day, whenOf(row), { fact: 'promise', customer: row.customer, invoice: row.number, date, amount, pause });
      }
    },
  },
  {
    name: 'reassigned',
    needsOtherPlan: true,
    account: ({ seasons, plan, otherPlan }, emit) => {
      for (const { subject, from } of seasons) {
        const name = `${subject.invoice ?? subject.customer} ${from}`;
        const day = from + 20 + Math.floor(lot(name, 'other') * 40);
        emit(day, 'morning', { fact: 'assign', ...subject, plan: otherPlan.key });
        emit(day + 14, 'evening', { fact: 'assign', ...subject, plan: lot(name, 'none') < 0.3 ? null : plan.key });
        emit(day + 30, 'morning', { fact: 'assign', ...subject, plan: plan.key });
      }
    },
  },
  {
    name: 'assignedInBulk',
    startsWith: 'none',
    account: ({ seasons, firstDay, lastDay, plan }, emit) => {
      for (let day = firstDay + 40; day < lastDay + 40; day += 40) {
        const subjects = seasons.filter(({ from }) => from >= day - 40 && from < day).map(({ subject }) => subject);
        if (subjects.length === 0) continue;
        emit(day, 'morning', { fact: 'assignMany', level: plan.level, subjects, plan: plan.key });
      }
    },
  },
  {
    name: 'unreachable',
    account: ({ customer, firstDay, lastDay }, emit) => {
      const begin = firstDay + 15 + Math.floor(lot(customer, 'lost') * 40);
      for (let day = begin; day < lastDay; day += 60) {
        emit(day, 'morning', { fact: 'customer', customer, hasRecipient: false });
        emit(day + 12, 'morning', { fact: 'customer', customer, hasRecipient: true });
      }
    },
  },
  {
    name: 'edited',
    plan: (plan, { firstDay, lastDay }, emit) => {
      const apart = Math.floor((lastDay - firstDay) / 8);
      for (const [index, steps] of edits(plan).entries()) {
        const matchStepsBy = index % 2 === 0 ? 'id' : 'name';
        emit(firstDay + 25 + index * apart, 'morning', { fact: 'plan', plan: { ...plan, steps }, matchStepsBy });
      }
    },
  },
];

function whenOf(row: LedgerRow): When {
  return lot(row.number, 'when') < 0.5 ? 'morning' : 'evening';
}

/** `undefined` as plan says nothing about it. */
export function invoiceAct(row: LedgerRow, plan?: string | null) {
  return {
    fact: 'invoice',
    customer: row.customer,
    invoice: {
      id: row.number,
      number: row.number,
      customer: row.customer,
      issuedAt: row.issuedAt,
      dueDate: row.dueDate,
      currency: row.currency,
      gross: row.gross,
      plan,
    },
  } as const;
}

/** A new step in front, one in the middle; the third taken out; the last two exchanged and another delay (PLN-5). */
function edits(plan: DunningPlan): PlanStep[][] {
  const added = (name: string, days: number): PlanStep => ({
    key: `${plan.key}-${name}`,
    name,
    when: { anchor: 'due', days },
    channel: 'email',
    mode: 'automatic',
  });
  const [first, second, third, ...rest] = plan.steps;
  if (!first || !second || !third) throw new Error('an edited plan needs three steps');
  const early = added('early', -1);
  const between = added('between', 12);
  return [
    [early, first, second, between, third, ...rest],
    [early, first, second, between, ...rest],
    [early, second, first, between, ...rest, added('end', 28)],
    [early, between, ...rest],
  ];
}
