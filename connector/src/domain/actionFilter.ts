import { invalid } from './errors.ts';
import { checkFilter, type FilterField, type FilterInput, type FilterVocabulary } from './filter.ts';

const STATUSES = ['todo', 'planned', 'executed', 'ignored', 'expired', 'cancelled', 'failed', 'uncertain'];
const CHANNELS = ['email', 'sms', 'letter', 'call', 'task'];

/** What the list of actions is narrowed by: its own parameters, one value each. */
const FIELDS: ReadonlyMap<string, Omit<FilterField, 'knowsIsNot'>> = new Map(
  Object.entries({
    status: { type: 'text', options: STATUSES },
    customerId: { type: 'text' },
    invoiceId: { type: 'text' },
    planId: { type: 'text' },
    channel: { type: 'text', options: CHANNELS },
    responsible: { type: 'text' },
    dueFrom: { type: 'date' },
    dueTo: { type: 'date' },
    executedFrom: { type: 'date' },
    executedTo: { type: 'date' },
  } satisfies Record<string, Omit<FilterField, 'knowsIsNot'>>),
);

const VOCABULARY: FilterVocabulary = {
  names: [...FIELDS.keys()].join(', '),
  fieldOf(name) {
    const field = FIELDS.get(name);
    return field ? { ...field, knowsIsNot: true } : null;
  },
};

/** Filters of actions as parameters of their list: `is` one value each; `invalid` names what is wrong by position. */
export function actionParameters(filters: readonly FilterInput[], path = 'filter'): Readonly<Record<string, string>> {
  const conditions = checkFilter(filters, VOCABULARY, { path });
  const errors = conditions.flatMap(({ operator, values, orEmpty }, index) => {
    if (operator !== 'is') return [{ path: `${path}.${index}.operator`, message: 'actions are filtered by is alone' }];
    if (values.length === 1 && !orEmpty) return [];
    return [{ path: `${path}.${index}.values`, message: 'name exactly one value: actions are filtered by one' }];
  });
  if (errors.length > 0) throw invalid(errors);
  return Object.fromEntries(conditions.map(({ field, values }) => [field, String(values[0])]));
}
