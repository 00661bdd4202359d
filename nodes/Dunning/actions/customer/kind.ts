import type { RecordKind } from '../../../shared/recordOperations';

export const customer: RecordKind = {
  path: '/v1/customers',
  parameter: 'customerId',
  what: 'customer',
  simplified: [
    'id',
    'externalId',
    'name',
    'language',
    'dunningPlanId',
    'balances',
    'score',
    'lastDunningDate',
    'paused',
    'pausedUntil',
  ],
};
