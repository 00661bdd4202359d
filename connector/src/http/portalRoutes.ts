import { Router } from 'express';
import { loadCustomerContexts } from '../store/subjects.ts';
import type { Deps } from '../usecases/deps.ts';
import { currentMoment } from '../usecases/moment.ts';
import { refreshTestClock } from '../usecases/cadence/passTime.ts';
import { expiredPage, portalPage } from './portalPage.ts';

const CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The portal that `{{portal.link}}` opens; the signed link is the permission. */
export function portalRoutes(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/portal/:token', async (request, response) => {
    await refreshTestClock(deps.store, deps.clock);
    const { session } = deps.store;
    const moment = await currentMoment(session, deps.clock);
    const customerId = deps.portal.customerOf(request.params.token, moment.today);
    const context =
      customerId === null ? undefined : (await loadCustomerContexts(session, [customerId])).get(customerId);
    const isShown = context !== undefined && context.customer.excluded === 0;
    response.set({
      'Content-Security-Policy': CSP,
      'Cache-Control': 'private, no-store',
      'Referrer-Policy': 'no-referrer',
    });
    response.status(isShown ? 200 : 404).type('html');
    response.send(isShown ? portalPage(context, moment) : expiredPage(moment.settings.language));
  });
  return router;
}
