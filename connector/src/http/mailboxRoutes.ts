import { type Request, type Response, Router } from 'express';
import type { MailboxMessage } from '../delivery/mailbox.ts';
import type { Actor } from '../domain/actor.ts';
import { requireSight } from '../domain/visibility.ts';
import { readDocument } from '../store/documents.ts';
import type { Deps } from '../usecases/deps.ts';
import type { Authenticate } from './authenticate.ts';
import { pageOf } from './contracts/queries.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { filesOf, mailboxPage } from './mailboxPage.ts';
import { contentDisposition } from './contentDisposition.ts';
import { Problem } from './problem.ts';
import { parse } from './route.ts';
import { isoInstant } from './views/instants.ts';

const CSP =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";
const SHOWN = 200;
const QUERY = pageOf(1000);

/** The local mailbox, for people (in a browser the API key is the password) and for programs, which get JSON. */
export function mailboxRoutes(deps: Deps, authenticate: Authenticate): Router {
  const router = Router({ caseSensitive: true });
  const read = async (request: Request, response: Response, id: string | null) => {
    await signIn(authenticate, request, response);
    const { db } = deps.store.session;
    const shown =
      id === null ? null : await db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst();
    if (shown === undefined) throw new Problem(404, `There is no message '${id}' in the mailbox`);
    if (request.accepts(['json', 'html']) === 'json') {
      response.json(shown ? view(shown) : await page(deps, request));
      return;
    }
    const rows = await db.selectFrom('mailbox').selectAll().orderBy('id', 'desc').limit(SHOWN).execute();
    const { total } = await db
      .selectFrom('mailbox')
      .select((select) => select.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    response
      .set('Content-Security-Policy', CSP)
      .type('html')
      .send(mailboxPage(rows.map(message), Number(total), shown ? message(shown) : null));
  };
  router.get('/mailbox', (request, response) => read(request, response, null));
  router.get('/mailbox/:id', (request, response) => read(request, response, request.params.id));
  router.get('/mailbox/:id/attachments/:place', async (request, response) => {
    await signIn(authenticate, request, response);
    const { id, place } = request.params;
    const { session } = deps.store;
    const row = await session.db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst();
    const file = row && filesOf(message(row))[Number(place)];
    const content = file && (await readDocument(session, file.hash));
    if (!content) throw new Problem(404, `There is no attachment ${place} of a message '${id}' in the mailbox`);
    response.set(contentDisposition(file.fileName)).type(file.contentType).send(content);
  });
  return router;
}

type Row = { id: string; at: number; messageJson: string };
const message = (row: Row): MailboxMessage => ({
  ...(JSON.parse(row.messageJson) as MailboxMessage),
  id: row.id,
  at: row.at,
});
const view = (row: Row) => {
  const shown = message(row);
  const attachments = filesOf(shown).map(({ fileName, contentType, size }, place) => ({
    fileName,
    contentType,
    size,
    url: `/mailbox/${shown.id}/attachments/${place}`,
  }));
  return { ...shown, attachments, at: isoInstant(row.at) };
};

async function page(deps: Deps, request: Request): Promise<object> {
  const { limit, cursor } = parse(QUERY, request.query);
  const after = decodeCursor(cursor, 1);
  let query = deps.store.session.db
    .selectFrom('mailbox')
    .selectAll()
    .orderBy('id')
    .limit(limit + 1);
  if (after) query = query.where('id', '>', after[0]!);
  const rows = await query.execute();
  return {
    data: rows.slice(0, limit).map(view),
    nextCursor: rows.length > limit ? encodeCursor([rows[limit - 1]!.id]) : null,
  };
}

async function signIn(authenticate: Authenticate, request: Request, response: Response): Promise<void> {
  const basic = /^Basic (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (basic)
    request.headers.authorization = `Bearer ${Buffer.from(basic, 'base64')
      .toString()
      .replace(/^[^:]*:/, '')}`;
  let actor: Actor;
  try {
    actor = await authenticate(request);
  } catch (error) {
    response.set('WWW-Authenticate', 'Basic realm="Local mailbox: the API key is the password", charset="UTF-8"');
    throw error;
  }
  requireSight(actor, 'the mailbox of all');
}
