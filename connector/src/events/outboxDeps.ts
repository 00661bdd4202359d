import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { NewId } from '../domain/ids.ts';
import type { Store } from '../store/store.ts';
import type { Post } from './post.ts';

/** What sending events to subscribers works with. */
export interface OutboxDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly post: Post;
  readonly log: Logger;
  /** Names this process in leases. */
  readonly token: string;
  /** Aborted when nothing new is to be sent. */
  readonly stop: AbortSignal;
  /** Aborted when what is being sent is to end now. */
  readonly cut: AbortSignal;
}
