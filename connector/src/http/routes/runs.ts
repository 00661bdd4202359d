import { listRuns } from '../../usecases/operating/followRun.ts';
import { runsUnderWay } from '../contracts/runs.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

export const runRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/runs',
    summary:
      'List the runs that are under way in any process, and how far they have come; those that take a moment are over before',
    tag: 'Cadence',
    answer: runsUnderWay,
    handle: async ({ deps, actor }) => {
      const runs = await listRuns(deps, actor);
      const data = runs.map(({ actorId: _, actorJson, startedAt, seenAt, ...run }) => ({
        ...run,
        actor: JSON.parse(actorJson) as unknown,
        startedAt: isoInstant(startedAt),
        seenAt: isoInstant(seenAt),
      }));
      return { body: { data } };
    },
  }),
];
