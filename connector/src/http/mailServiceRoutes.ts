import { type NextFunction, raw, type Request, type Response, Router } from 'express';
import { MAIL_SERVICE_VARIABLES } from '../delivery/mailServices/index.ts';
import { type MailService, ServiceRefused, type ServiceRequest } from '../delivery/mailServices/service.ts';
import { refreshTestClock } from '../usecases/cadence/passTime.ts';
import type { Deps } from '../usecases/deps.ts';
import { receiveServiceEvents } from '../usecases/incoming/receiveServiceEvents.ts';
import { Problem } from './problem.ts';

/** Where mail services tell what became of messages: without an API key, proven by their own signature over the body as it came. */
export function mailServiceRoutes(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  const serviceOf = ({ params }: Request): MailService => {
    const name = String(params['service']);
    const service = deps.mailServices.get(name);
    if (service) return service;
    if (!Object.hasOwn(MAIL_SERVICE_VARIABLES, name))
      throw new Problem(
        404,
        `There is no mail service '${name}'; known are ${Object.keys(MAIL_SERVICE_VARIABLES).join(', ')}`,
      );
    const variable = MAIL_SERVICE_VARIABLES[name as keyof typeof MAIL_SERVICE_VARIABLES];
    throw new Problem(404, `Webhooks of ${name} are not taken: set ${variable}`);
  };
  const read = (request: Request, response: Response, next: NextFunction) => {
    const service = serviceOf(request);
    refused(() => service.admit?.(headersOf(request)));
    raw({ limit: `${service.limitMegabytes}mb`, type: () => true })(request, response, next);
  };
  router.post('/v1/mail-services/:service', read, async (request, response) => {
    await refreshTestClock(deps.store, deps.clock);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    try {
      response.json(await receiveServiceEvents(deps, serviceOf(request), { headers: headersOf(request), body }));
    } catch (error) {
      throw asProblem(error);
    }
  });
  return router;
}

function headersOf(request: Request): ServiceRequest['headers'] {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function refused(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw asProblem(error);
  }
}

function asProblem(error: unknown): unknown {
  return error instanceof ServiceRefused ? new Problem(error.status, error.message) : error;
}
