import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Mailer } from '../delivery/mailer.ts';
import type { MailService } from '../delivery/mailServices/service.ts';
import type { TemplateLibrary } from '../delivery/templates.ts';
import type { NewId } from '../domain/ids.ts';
import type { PrivateAddresses } from '../events/addresses.ts';
import type { Post } from '../events/post.ts';
import type { SecretBox } from '../sources/secretBox.ts';
import type { Vendors } from '../sources/vendors.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import type { PlanCache } from '../store/plans.ts';
import type { RuleCache } from '../store/rules.ts';
import type { OneAtATime } from './oneAtATime.ts';
import type { FileLinks } from './signed/fileLinks.ts';
import type { MessageIds } from './signed/messageIds.ts';
import type { PortalLinks } from './signed/portalLinks.ts';
import type { ReplyAddresses } from './signed/replyAddresses.ts';
import type { Bell } from './bell.ts';
import type { EventIntake } from './eventIntake.ts';
import type { Unwritten } from './unwritten.ts';

/** What a use case works with. */
export interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** This process's name; its ids end with it. */
  readonly process: string;
  readonly newId: NewId;
  readonly plans: PlanCache;
  readonly rules: RuleCache;
  readonly mailer: Mailer;
  readonly templates: TemplateLibrary;
  readonly portal: PortalLinks;
  readonly files: FileLinks;
  readonly replyAddresses: ReplyAddresses;
  readonly messageIds: MessageIds;
  /** The way out to webhooks. */
  readonly post: Post;
  /** Those whose webhooks are taken, by name. */
  readonly mailServices: ReadonlyMap<string, MailService>;
  /** The mailbox that this process reads, or would if no other did; null: none. */
  readonly incomingMailbox: string | null;
  /** How many messages may go out; 0 = any number. */
  readonly sendingLimits: { readonly perMinute: number; readonly perHour: number };
  /** For links in messages, and for vendors' webhooks. */
  readonly publicUrl: string;
  /** What is not public and may be called all the same. */
  readonly privateAddresses: PrivateAddresses;
  /** Null: no key for it is set, and there can be no sources. */
  readonly secretBox: SecretBox | null;
  /** Whom sources can be of, by type. */
  readonly vendors: Vendors;
  /** Told when there is something to fetch from a source, or to apply. */
  readonly sourceWork: Bell;
  readonly toldEvents: EventIntake;
  /** SND-3: one portion of messages at a time, each once what became of the last is written down. */
  readonly handingOver: OneAtATime;
  readonly unwritten: Unwritten;
  /** Aborted when the process is asked to stop: a run then ends after the portion that is on its way. */
  readonly stopping: AbortSignal;
}
