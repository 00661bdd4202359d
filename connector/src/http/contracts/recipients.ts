import { z } from 'zod';
import { isColleague } from '../../domain/colleagues.ts';
import { positions } from './common.ts';
import { expected } from './issues.ts';
import { isEmailAddress } from '../../domain/emailAddress.ts';

const CUSTOM = /^custom\.[\p{L}_][\p{L}\p{N}_-]{0,63}$/u;
const POSITIONS: ReadonlySet<string> = new Set(positions);
const TO = `an e-mail address, main, a position (${positions.join(', ')}) or custom.<key>`;
const COPY = `${TO}, accountManager, a user’s id or group:<id>`;

function isRecipient(entry: string): boolean {
  return entry === 'main' || POSITIONS.has(entry) || CUSTOM.test(entry) || isEmailAddress(entry);
}

const entries = (what: string, isAllowed: (entry: string) => boolean) =>
  z
    .array(z.string({ error: expected(what) }).refine(isAllowed, { error: expected(what) }))
    .max(50)
    .meta({ description: `Each is ${what}` });

/** PLN-2, CUS-3: to whom a message goes. */
export const recipients = entries(TO, isRecipient);

/** PLN-2: who gets a copy; colleagues may. */
export const copies = entries(COPY, (entry) => entry === 'accountManager' || isColleague(entry) || isRecipient(entry));
