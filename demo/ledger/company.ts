/** The make-believe company whose ledger the demo shows: who it is, who works there, how it reminds. */

export const timeZone = 'Europe/Paris';

export const settings = {
  organizationName: 'Brightwater Supplies',
  timeZone,
  sendTime: '08:30',
  currency: 'EUR',
  language: 'en',
  senderAddress: 'accounts@brightwater.example',
  sendInvoices: false,
};

export const accountManagers = [
  { name: 'Nora Lindqvist', email: 'nora.lindqvist@brightwater.example', role: 'member', position: 'accountManager' },
  { name: 'Hugo Castel', email: 'hugo.castel@brightwater.example', role: 'member', position: 'accountManager' },
  { name: 'Priya Raman', email: 'priya.raman@brightwater.example', role: 'member', position: 'accountManager' },
] as const;

const email = { channel: 'email', mode: 'automatic' } as const;
const afterDue = (days: number) => ({ anchor: 'due', days }) as const;

/** Politely, step after step: every customer gets all of it, however late the invoice is when it comes in. */
export const politePlan = {
  name: 'Polite reminders',
  level: 'customer',
  logic: 'standard',
  minimumContactDelayDays: 5,
  isDefault: true,
  steps: [
    { name: 'A word before the due date', when: afterDue(-5), template: { key: 'before-due' }, ...email },
    { name: 'First reminder', when: afterDue(5), template: { key: 'first-reminder' }, ...email },
    { name: 'Second reminder', when: afterDue(15), template: { key: 'second-reminder' }, ...email },
    { name: 'Third reminder', when: afterDue(30), template: { key: 'third-reminder' }, ...email },
    {
      name: 'Call before the last reminder',
      when: afterDue(40),
      channel: 'call',
      mode: 'manual',
      responsible: 'accountManager',
      template: {
        subject: 'Call {{customer.name}} about {{referenceInvoice.number}}',
        body: '{{customer.name}} owes {{customer.overdue}} that is overdue, since {{referenceInvoice.dueDate}} for {{referenceInvoice.number}}. Ask when it will be paid and record the promise.',
      },
    },
    { name: 'Last reminder', when: afterDue(50), template: { key: 'last-reminder' }, ...email },
  ],
} as const;

/** Firmly: the tone follows the age of the invoice, so who is very late when they enter gets no soft words any more. */
export const firmPlan = {
  name: 'Firm reminders',
  level: 'customer',
  logic: 'contextual',
  minimumContactDelayDays: 3,
  isDefault: false,
  steps: [
    { name: 'First reminder', when: afterDue(1), template: { key: 'first-reminder' }, ...email },
    { name: 'Second reminder', when: afterDue(8), template: { key: 'second-reminder' }, ...email },
    { name: 'Third reminder', when: afterDue(15), template: { key: 'third-reminder' }, ...email },
    {
      name: 'Last reminder',
      when: afterDue(30),
      template: { key: 'last-reminder' },
      sender: 'accountManager',
      ...email,
    },
  ],
} as const;
