import { claimActions } from '../../../connector/src/usecases/cadence/claimActions.ts';
import { finishAction } from '../../../connector/src/usecases/cadence/finishAction.ts';
import { passTime } from '../../../connector/src/usecases/cadence/passTime.ts';
import { runCadence } from '../../../connector/src/usecases/cadence/runCadence.ts';
import { sendAction } from '../../../connector/src/usecases/cadence/sendAction.ts';
import { sendNotifications } from '../../../connector/src/usecases/rules/sendNotifications.ts';
import type { Random } from '../random.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

export const timePasses: Act = change('time passes', async (deps) => {
  await passTime(deps);
  await sendNotifications(deps);
});

/** A workflow that fires: all that is due, or some. */
export function runOf(random: Random): Act {
  const input = random.onceIn(3) ? { limit: random.between(1, 5) } : {};
  return change('run', (deps) => runCadence(deps, OWNER, input));
}

/** Another node carries actions out: it completes, fails, releases them, lets the connector send, or is never heard of again. */
export function claimed({ random, mail }: Scene): Act {
  const endings = Array.from({ length: 4 }, () =>
    random.pick(['complete', 'complete', 'send', 'fail', 'release', 'skip', 'lost', 'sentAndLost'] as const),
  );
  return {
    what: 'claim',
    mayRepeat: false,
    async do(deps) {
      const { actions } = await claimActions(deps, OWNER, { limit: 4, leaseSeconds: 600 });
      for (const [index, { action, claimToken }] of actions.entries()) {
        const ending = endings[index]!;
        const goesOut = action.mode === 'automatic' && (ending === 'complete' || ending === 'sentAndLost');
        if (goesOut) mail.deliverElsewhere(action.id);
        if (ending === 'lost' || ending === 'sentAndLost') continue;
        if (ending === 'send' && action.channel === 'email') await sendAction(deps, OWNER, action.id, claimToken);
        else if (ending !== 'send')
          await finishAction(deps, OWNER, action.id, ending, { claimToken, reason: 'Simulated' });
      }
    },
  };
}

/**
 * A person works off what is to do, or puts it off; of an uncertain message they find out what happened, and say it, but for some who would put
 * that off too (MAN-3).
 */
export function handled({ random, witness, mail, today }: Scene): Act {
  const uncertain = witness.books.all<{ id: string }>("SELECT id FROM actions WHERE status = 'uncertain' ORDER BY id");
  const waiting = witness.books.all<{ id: string }>(
    "SELECT action_id AS id FROM schedule WHERE status = 'todo' ORDER BY action_id",
  );
  const listed = [...uncertain, ...waiting];
  if (listed.length > 0 && random.onceIn(4)) {
    const { id } = random.pick(listed);
    const until = today + random.between(1, 5);
    return { what: 'put off', mayRepeat: false, do: (deps) => finishAction(deps, OWNER, id, 'snooze', { until }) };
  }
  if (uncertain.length > 0 && random.onceIn(2)) {
    const { id } = random.pick(uncertain);
    const ending = mail.delivered.has(id) ? 'complete' : 'release';
    return { what: 'clear up', mayRepeat: false, do: (deps) => finishAction(deps, OWNER, id, ending, {}) };
  }
  if (waiting.length === 0) return timePasses;
  const { id } = random.pick(waiting);
  const ending = random.pick(['complete', 'skip'] as const);
  return { what: 'do what is to do', mayRepeat: false, do: (deps) => finishAction(deps, OWNER, id, ending, {}) };
}
