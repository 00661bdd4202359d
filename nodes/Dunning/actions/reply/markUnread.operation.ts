import { shownWhen } from '../../../shared/display';
import { change } from '../../../shared/recordOperations';
import { reply, replyId } from './kind';

export const description = shownWhen({ resource: ['reply'], operation: ['markUnread'] }, [replyId]);

export const execute = change(reply, 'unread');
