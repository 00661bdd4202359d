import type { RecordKind } from '../../../shared/recordOperations';

export const plan: RecordKind = { path: '/v1/plans', parameter: 'planId', what: 'plan' };
