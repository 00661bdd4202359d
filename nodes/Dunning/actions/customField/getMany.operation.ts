import { getMany, getManyProperties } from '../../../shared/list';
import type { RecordKind } from '../../../shared/recordOperations';

const customField: RecordKind = { path: '/v1/custom-fields', parameter: 'customFieldKey', what: 'custom field' };

export const description = getManyProperties('customField', []);

export const execute = getMany(customField);
