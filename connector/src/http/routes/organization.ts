import { requireAdmin } from '../../domain/actor.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import type { Settings } from '../../domain/settings.ts';
import { changeSettings } from '../../usecases/organization/changeSettings.ts';
import type { Deps } from '../../usecases/deps.ts';
import { currentMoment, readSettings } from '../../usecases/moment.ts';
import { setTestClock } from '../../usecases/cadence/passTime.ts';
import { me, settings, settingsInput, testClock, testClockInput } from '../contracts/organization.ts';
import { defineRoute } from '../route.ts';
import { isoDay, isoInstant } from '../views/instants.ts';

const tag = 'Organisation';

const settingsView = ({ holidays, ...rest }: Settings) => ({
  ...rest,
  holidays: { country: holidays.country, dates: holidays.dates.map(isoDay) },
});

function refuseRealClock(deps: Deps): void {
  if (!deps.clock.isTest) throw notFound('test clock', 'DUNNING_TEST_CLOCK is not set');
}

export const organizationRoutes = (version: string) => [
  defineRoute({
    method: 'get',
    path: '/v1/me',
    summary: 'Who calls, and the organisation’s today',
    tag,
    answer: me,
    handle: async ({ deps, actor }) => {
      const { now, today, settings: current } = await currentMoment(deps.store.session, deps.clock);
      const { organizationName } = current;
      const body = {
        keyId: actor.id,
        name: actor.name,
        role: actor.role,
        userId: actor.userId,
        position: actor.position,
        organizationName,
        version,
        today: isoDay(today),
        now: isoInstant(now),
        isTestClock: deps.clock.isTest,
      };
      return { body };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/settings',
    summary: 'Read the settings',
    tag,
    answer: settings,
    handle: async ({ deps }) => ({ body: settingsView(await readSettings(deps.store.session)) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/settings',
    summary: 'Change the settings that the body names',
    tag,
    body: settingsInput,
    answer: settings,
    handle: async ({ deps, actor, body }) => ({ body: settingsView(await changeSettings(deps, actor, body)) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/test-clock',
    summary: 'Read the test clock',
    tag,
    answer: testClock,
    handle: async ({ deps }) => {
      refuseRealClock(deps);
      return { body: { now: isoInstant(deps.clock.now()) } };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/test-clock',
    summary: 'Set the test clock, forward or to the same instant (CLK-1)',
    tag,
    body: testClockInput,
    answer: testClock,
    handle: async ({ deps, actor, body }) => {
      refuseRealClock(deps);
      requireAdmin(actor, 'the test clock');
      if (body.now < deps.clock.now()) {
        throw unprocessable('The test clock does not go back', [
          { path: 'now', message: `must not be before ${isoInstant(deps.clock.now())}` },
        ]);
      }
      await setTestClock(deps, body.now);
      return { body: { now: isoInstant(deps.clock.now()) } };
    },
  }),
];
