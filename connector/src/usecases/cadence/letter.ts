import { preferredLanguages } from '../../delivery/language.ts';
import { pdfWords } from '../../delivery/pdf/words.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';
import { loadCustomerContexts } from '../../store/subjects.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { composeMessage, type Envelope } from '../messages/composeMessage.ts';
import { documentsFor, stepOrder } from '../schedule/composeStep.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { subjectsOf } from '../schedule/planSubject.ts';
import { type KeptMessage, readKept } from '../messages/readMessage.ts';

/** A letter's PDF: as it was handed out, or, as long as it is planned, as it would be today. */
export async function makeLetter(deps: Deps, actionId: string): Promise<Uint8Array> {
  const { session } = deps.store;
  const letter = (await readKept(deps, actionId)) ?? (await plannedLetter(session, deps, actionId));
  if (!letter) throw notFound('letter', actionId);
  const { template, fields, envelope } = letter;
  if (envelope.channel !== 'letter') throw unprocessable(`The action '${actionId}' is no letter`);
  const { source } = template;
  const { letterPdf } = await import('../../delivery/pdf/letterPdf.ts'); // fonts and all, at first use
  return letterPdf(
    {
      fields,
      address: envelope.to,
      subject: envelope.subject,
      text: template.text(fields),
      // What the template says itself is not said twice.
      hasTable: !/\{\{~?#each invoices\b/.test(source.text),
      isUnsigned: !/\{\{[^}]*\b(?:sender|accountManager)\.name\b/.test(source.text),
      now: deps.clock.now(),
    },
    pdfWords(preferredLanguages({ customerLanguage: template.language })),
  );
}

async function plannedLetter(session: Session, deps: Deps, actionId: string): Promise<KeptMessage | null> {
  const row = await session.db.selectFrom('schedule').selectAll().where('actionId', '=', actionId).executeTakeFirst();
  if (!row) return null;
  if (row.channel !== 'letter')
    throw unprocessable(`The action '${actionId}' is no letter but of channel ${row.channel}`);
  const composed = await composeScheduled(session, deps, row);
  if (composed === null) return null;
  if ('problem' in composed) throw unprocessable(composed.problem);
  const { template, fields, envelopeJson } = composed;
  return { template, fields, envelope: JSON.parse(envelopeJson) as Envelope };
}

async function composeScheduled(session: Session, deps: Deps, row: ScheduleTable) {
  const moment = await currentMoment(session, deps.clock);
  const context = (await loadCustomerContexts(session, [row.customerId])).get(row.customerId)!;
  const plans = await deps.plans.current(session, [row.planId]);
  const subject = subjectsOf(context, plans).find(({ id }) => id === row.subjectId);
  const step = subject?.plan.steps.find(({ id }) => id === row.stepId);
  if (!subject || !step) return null;
  if (step.template === null) throw unprocessable('The step has no template: give it one, which is the letter’s text');
  const documents = await documentsFor(session, moment, [{ subject, step }]);
  const order = stepOrder(subject, step, moment, await loadUsers(session), documents);
  return composeMessage(deps, moment, context, { ...order, actionId: row.actionId!, template: step.template });
}
