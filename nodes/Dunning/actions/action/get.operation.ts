import { get, getProperties } from '../../../shared/recordOperations';
import { action, actionId } from './kind';

export const description = getProperties('action', actionId, action);

export const execute = get(action);
