import { raw, Router } from 'express';
import { WebhookRefused } from '../sources/source.ts';
import type { Deps } from '../usecases/deps.ts';
import { receiveSourceWebhook } from '../usecases/sources/receiveWebhook.ts';
import { Problem } from './problem.ts';

/** Vendors' events are a few kB; an invoice of a thousand lines is 2 MB. */
const LIMIT = '4mb';

/** Where vendors tell what changed: without an API key, proven by their own signature over the body as it came. */
export function sourceWebhookRoutes(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router.post('/v1/sources/:id/webhook', raw({ limit: LIMIT, type: () => true }), async (request, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    );
    try {
      const received = await receiveSourceWebhook(deps, request.params.id, { headers, body });
      response.json({ received });
    } catch (error) {
      if (error instanceof WebhookRefused) throw new Problem(error.status, error.message);
      throw error;
    }
  });
  return router;
}
