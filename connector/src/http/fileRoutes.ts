import { Router } from 'express';
import type { Deps } from '../usecases/deps.ts';
import { currentMoment } from '../usecases/moment.ts';
import { refreshTestClock } from '../usecases/cadence/passTime.ts';
import { readFileRef } from '../usecases/cadence/readFile.ts';
import { contentDisposition } from './contentDisposition.ts';
import { Problem } from './problem.ts';

/** Files by the signed links of claims; the signature is the permission, until it expires. */
export function fileRoutes(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/files/:token/:name', async ({ params }, response) => {
    await refreshTestClock(deps.store, deps.clock);
    const { today } = await currentMoment(deps.store.session, deps.clock);
    const file = deps.files.fileOf(params.token, today);
    if (!file) throw new Problem(404, 'This link has expired or is incomplete: claim or read the action again');
    const content = await readFileRef(deps, file);
    response
      .set({
        'Cache-Control': 'private, no-store',
        'Referrer-Policy': 'no-referrer',
        ...contentDisposition(params.name),
      })
      .type('application/pdf')
      .send(content);
  });
  return router;
}
