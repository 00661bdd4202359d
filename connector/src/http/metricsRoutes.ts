import { type Request, type Response, Router } from 'express';
import { collectDefaultMetrics, Gauge } from 'prom-client';
import { requireSight } from '../domain/visibility.ts';
import { OUTCOMES } from '../metrics.ts';
import { readWorkload, type Workload } from '../store/workload.ts';
import type { Deps } from '../usecases/deps.ts';
import { currentMoment } from '../usecases/moment.ts';
import { lagDays } from '../usecases/operating/lag.ts';
import type { Authenticate } from './authenticate.ts';

/** Gauges that are read from the database, the same whichever process is asked. */
const FIGURES: readonly {
  readonly name: string;
  readonly help: string;
  value(load: Workload, today: number): number;
}[] = [
  {
    name: 'dunning_actions_due',
    help: 'Automatic actions that are due and have not gone out',
    value: ({ due }) => due ?? 0,
  },
  {
    name: 'dunning_actions_to_do',
    help: 'Actions that wait for a person',
    value: ({ toDo, adHocToDo }) => (toDo ?? 0) + (adHocToDo ?? 0),
  },
  {
    name: 'dunning_oldest_to_do_days',
    help: 'Days since the oldest action that waits for a person was due',
    value: ({ oldestToDo, oldestAdHocToDo }, today) =>
      Math.max(0, today - Math.min(oldestToDo ?? today, oldestAdHocToDo ?? today)),
  },
  {
    name: 'dunning_actions_uncertain',
    help: 'Actions of which nobody knows whether they went out; a person has to say',
    value: ({ uncertain }) => uncertain ?? 0,
  },
  { name: 'dunning_actions_claimed', help: 'Actions that others have claimed', value: ({ claimed }) => claimed ?? 0 },
  {
    name: 'dunning_actions_handing_over',
    help: 'Messages between handing over and their outcome',
    value: ({ handingOver }) => handingOver ?? 0,
  },
  {
    name: 'dunning_invoices_to_send',
    help: 'Invoices that are to be sent',
    value: ({ invoicesToSend }) => invoicesToSend ?? 0,
  },
  {
    name: 'dunning_outbox_pending',
    help: 'Events that webhooks have yet to get',
    value: ({ outboxPending }) => outboxPending ?? 0,
  },
  {
    name: 'dunning_outbox_dead',
    help: 'Events that webhooks did not take, and that are not tried again by themselves',
    value: ({ outboxDead }) => outboxDead ?? 0,
  },
];

/** Figures for Prometheus: to whoever sees all customers, or without `authenticate` to anybody. */
export function metricsRoutes(deps: Deps, authenticate: Authenticate | null): Router {
  const router = Router({ caseSensitive: true });
  const { registry, messages } = deps.metrics;
  const gauges = FIGURES.map(({ name, help, value }) => ({
    gauge: new Gauge({ name, help, registers: [registry] }),
    value,
  }));
  const lag = new Gauge({
    name: 'dunning_lag_days',
    help: 'Days since when automatic actions have been due without a break',
    registers: [registry],
  });
  for (const outcome of OUTCOMES) messages.inc({ outcome }, 0);
  let isCollecting = false;
  router.get('/metrics', async (request: Request, response: Response) => {
    if (authenticate) {
      response.set('WWW-Authenticate', 'Bearer');
      requireSight(await authenticate(request), 'the figures of all');
      response.removeHeader('WWW-Authenticate');
    }
    // It watches the event loop and the garbage collector: only where somebody looks.
    if (!isCollecting) collectDefaultMetrics({ register: registry });
    isCollecting = true;
    const { today } = await currentMoment(deps.store.session, deps.clock);
    const load = await readWorkload(deps.store.session, today);
    for (const { gauge, value } of gauges) gauge.set(value(load, today));
    lag.set(await lagDays(deps.store.session, today));
    response.set('Content-Type', registry.contentType).send(await registry.metrics());
  });
  return router;
}
