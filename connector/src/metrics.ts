import { Counter, Histogram, Registry } from 'prom-client';
import type { Delivery } from './delivery/mailer.ts';

/** What this process counts as it goes; what stands in the database is read when it is asked for. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly messages: Counter<'outcome'>;
  readonly runs: Counter<'run' | 'outcome'>;
}

/** A process may hold several connectors, so that each has a registry of its own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return Object.freeze({
    registry,
    requests: new Histogram({
      name: 'dunning_http_request_duration_seconds',
      help: 'HTTP requests by method, route and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    }),
    messages: new Counter({
      name: 'dunning_messages_total',
      help: 'Messages handed to the mail server by this process: accepted, refused, or unknown (uncertain)',
      labelNames: ['outcome'] as const,
      registers,
    }),
    runs: new Counter({
      name: 'dunning_runs_total',
      help: 'Runs of the cadence and of invoice sending by this process: ended, stopped early, or broken off',
      labelNames: ['run', 'outcome'] as const,
      registers,
    }),
  });
}

/** The outcomes there are, so that each shows as 0 before it has happened. */
export const OUTCOMES: readonly Delivery['kind'][] = ['accepted', 'refused', 'unknown'];
