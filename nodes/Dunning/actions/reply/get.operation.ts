import { get, getProperties } from '../../../shared/recordOperations';
import { reply, replyId } from './kind';

export const description = getProperties('reply', replyId, reply);

export const execute = get(reply);
