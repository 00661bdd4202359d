import type { Actor } from '../../domain/actor.ts';
import type { CompiledTemplate } from '../../delivery/templates.ts';
import type { Dialect } from '../../store/dialect.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import type { ComposedMessage } from '../messages/composeMessage.ts';
import type { DueAction } from './decideDue.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';
import { actionOf } from '../schedule/replan.ts';

/** A due action with its message, on the way out. */
export interface Outgoing extends DueAction {
  readonly composed: ComposedMessage;
}

/** When a handing-over is over at the latest, in wall-clock ms, whether its process lives or not. */
const HANDING_OVER_MS = 30 * 60_000;

/** Marks an action as on its way out, in this process's hands: when that dies, others know what it had (SND-3, CLK-2). */
export function inHand({ clock, process }: Deps): Pick<ActionTable, 'status' | 'leaseUntil' | 'heldBy'> {
  return { status: 'sending', leaseUntil: clock.wall() + HANDING_OVER_MS, heldBy: process };
}

/**
 * Writes down that messages are about to be handed over (SND-3), and answers those that may go: everything is checked again by the
 * revision of the schedule row, which any change of the customer, its invoices, entries or plan raises (SND-1).
 */
export async function handOver(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  outgoing: readonly Outgoing[],
): Promise<Outgoing[]> {
  let query = session.db
    .selectFrom('schedule')
    .select(['subjectId', 'revision', 'leaseToken'])
    .where(
      session.oneOf(
        'subjectId',
        outgoing.map(({ subject }) => subject.id),
      ),
    );
  if (session.dialect.name === 'postgres') query = query.orderBy('subjectId').forUpdate();
  const current = new Map((await query.execute()).map((row) => [row.subjectId, row]));
  const unchanged = outgoing.filter(({ subject }) => {
    const row = current.get(subject.id);
    return (
      row?.leaseToken !== null && row?.leaseToken === subject.row?.leaseToken && row?.revision === subject.row?.revision
    );
  });
  await writeSending(
    session,
    unchanged.map((outgoing) => sendingAction(outgoing, deps, moment, actor)),
    unchanged.map(({ composed, row }) => [row.actionId!, composed]),
  );
  return unchanged;
}

function sendingAction({ row, composed }: Outgoing, deps: Deps, moment: Moment, actor: Actor): ActionTable {
  return {
    ...actionOf(row, moment, actor),
    mode: 'automatic',
    note: composed.note,
    executedAt: moment.now,
    executedOn: moment.today,
    ...inHand(deps),
  };
}

/** Stores actions that are being handed over, with what their messages are made of. */
export async function writeSending(
  session: Session,
  actions: readonly ActionTable[],
  composed: readonly (readonly [string, ComposedMessage])[],
): Promise<void> {
  await keepTemplates(
    session,
    composed.map(([, { template }]) => template),
  );
  await session.insert('actions', actions);
  await session.insert(
    'messages',
    composed.map(([actionId, { template, fieldsJson, envelopeJson }]) => ({
      actionId,
      templateHash: template.hash,
      fieldsJson,
      envelopeJson,
    })),
  );
}

/** By database, the templates known to be stored for good; their sources are too long to be written with every portion. */
const kept = new WeakMap<Dialect, Set<string>>();

async function keepTemplates(session: Session, used: readonly CompiledTemplate[]): Promise<void> {
  let known = kept.get(session.dialect);
  if (!known) kept.set(session.dialect, (known = new Set()));
  const missing = new Map(used.filter(({ hash }) => !known.has(hash)).map((template) => [template.hash, template]));
  if (missing.size === 0) return;
  const stored = await session.db
    .selectFrom('templateSources')
    .select('hash')
    .where(session.oneOf('hash', missing.keys()))
    .execute();
  for (const { hash } of stored) {
    known.add(hash);
    missing.delete(hash);
  }
  // Not known yet: this transaction may still be undone.
  for (const { hash, source } of missing.values()) {
    await session.db
      .insertInto('templateSources')
      .values({ hash, sourceJson: JSON.stringify(source) })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
  }
}
