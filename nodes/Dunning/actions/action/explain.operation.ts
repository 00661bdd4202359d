import { shownWhen } from '../../../shared/display';
import { read } from '../../../shared/recordOperations';
import { action, actionId } from './kind';

export const description = shownWhen({ resource: ['action'], operation: ['explain'] }, [actionId]);

export const execute = read(action, 'explain');
