import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../dialect.ts';
import * as first from './001-first.ts';
import * as plansInFull from './002-plans-in-full.ts';
import * as webhooks from './003-webhooks.ts';
import * as smartRules from './004-smart-rules.ts';
import * as invoiceSending from './005-invoice-sending.ts';
import * as deliveries from './006-deliveries.ts';
import * as whatTriggersKnow from './007-what-triggers-know.ts';
import * as replies from './008-replies.ts';
import * as mailReception from './009-mail-reception.ts';
import * as sources from './010-sources.ts';
import * as accounts from './011-accounts.ts';
import * as processes from './012-processes.ts';
import * as roomForUpdates from './013-room-for-updates.ts';
import * as runs from './014-runs.ts';
import * as formerBooks from './015-former-books.ts';
import * as paymentLinks from './016-payment-links.ts';

/** All migrations by name, in order; a released one is never changed. */
export function migrations(dialect: Dialect): Record<string, Migration> {
  return {
    '001-first': { up: (db: Kysely<unknown>) => first.up(db, dialect) },
    '002-plans-in-full': { up: (db: Kysely<unknown>) => plansInFull.up(db, dialect) },
    '003-webhooks': { up: (db: Kysely<unknown>) => webhooks.up(db, dialect) },
    '004-smart-rules': { up: (db: Kysely<unknown>) => smartRules.up(db, dialect) },
    '005-invoice-sending': { up: (db: Kysely<unknown>) => invoiceSending.up(db) },
    '006-deliveries': { up: (db: Kysely<unknown>) => deliveries.up(db, dialect) },
    '007-what-triggers-know': { up: (db: Kysely<unknown>) => whatTriggersKnow.up(db, dialect) },
    '008-replies': { up: (db: Kysely<unknown>) => replies.up(db, dialect) },
    '009-mail-reception': { up: (db: Kysely<unknown>) => mailReception.up(db, dialect) },
    '010-sources': { up: (db: Kysely<unknown>) => sources.up(db, dialect) },
    '011-accounts': { up: (db: Kysely<unknown>) => accounts.up(db) },
    '012-processes': { up: (db: Kysely<unknown>) => processes.up(db, dialect) },
    '013-room-for-updates': { up: (db: Kysely<unknown>) => roomForUpdates.up(db, dialect) },
    '014-runs': { up: (db: Kysely<unknown>) => runs.up(db, dialect) },
    '015-former-books': { up: (db: Kysely<unknown>) => formerBooks.up(db, dialect) },
    '016-payment-links': { up: (db: Kysely<unknown>) => paymentLinks.up(db) },
  };
}
