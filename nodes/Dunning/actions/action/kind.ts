import type { RecordKind } from '../../../shared/recordOperations';

export const action: RecordKind = { path: '/v1/actions', parameter: 'actionId', what: 'action' };
