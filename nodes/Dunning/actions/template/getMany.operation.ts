import { getMany, getManyProperties } from '../../../shared/list';
import type { RecordKind } from '../../../shared/recordOperations';

const template: RecordKind = { path: '/v1/templates', parameter: 'templateKey', what: 'template' };

export const description = getManyProperties('template', []);

export const execute = getMany(template);
