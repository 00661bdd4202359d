import { receiveSourceWebhook } from '../../../connector/src/usecases/sources/receiveWebhook.ts';
import { createSource, requestSync } from '../../../connector/src/usecases/sources/manageSources.ts';
import { syncSource } from '../../../connector/src/usecases/sources/syncSource.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

export const SOURCE = 'simulated';

/** Its invoices wait where it cannot be asked about them. */
export const connectSource: Act = change('connect the source', (deps) =>
  createSource(deps, OWNER, {
    ...{ type: 'stripe', name: SOURCE, settings: {}, secrets: {} },
    ...{ intervalMinutes: 60, recheck: true, whenUnreachable: 'hold' },
  }),
);

/** The source as it is known here; null until it has been connected. */
export function sourceId({ witness }: Pick<Scene, 'witness'>): string | null {
  return witness.books.all<{ id: string }>('SELECT id FROM sources')[0]?.id ?? null;
}

export function syncOf(id: string): Act {
  return change('sync', (deps) => syncSource(deps, id));
}

/** At the source invoices come and change; it tells so by webhooks, out of order and again, and is asked. */
export function aboutSource(scene: Scene): Act {
  const { random, source } = scene;
  const id = sourceId(scene);
  if (id === null) return connectSource;
  if (source.invoices.length === 0 || random.onceIn(3)) return happensThere(scene);
  if (random.onceIn(3)) return syncOf(id);
  if (random.onceIn(6)) {
    const isFull = random.onceIn(2);
    return change('ask for a sync', (deps) => requestSync(deps, OWNER, id, isFull));
  }
  const body = source.news();
  return change('a webhook of the source', async (deps) => {
    await receiveSourceWebhook(deps, id, { headers: {}, body });
    await syncSource(deps, id);
  });
}

/** Nobody here is told. */
function happensThere({ random, source, today, number }: Scene): Act {
  const happens = (what: string, work: () => void): Act => ({ what, mayRepeat: false, do: async () => work() });
  if (source.invoices.length < 6 && !random.onceIn(3)) {
    const issuedOn = today - random.between(0, 12);
    const dueOn = issuedOn + random.between(0, 10);
    const name = `SI-${number()}`;
    return happens('a new invoice at the source', () =>
      source.write(name, { issuedOn, dueOn, gross: random.pick([10_000, 20_000]) }),
    );
  }
  if (source.invoices.length === 0) return happens('nothing', () => undefined);
  const id = random.pick(source.invoices);
  const kind = random.pick(['paid', 'paid', 'partly', 'reopened', 'due', 'void'] as const);
  const by = random.between(-4, 4);
  return happens(`${kind} at the source`, () => {
    const { gross, dueOn, issuedOn, isVoid } = source.now(id);
    if (kind === 'paid') source.write(id, { paid: gross });
    else if (kind === 'partly') source.write(id, { paid: Math.floor(gross / 2) });
    else if (kind === 'reopened') source.write(id, { paid: 0 });
    else if (kind === 'due') source.write(id, { dueOn: Math.max(issuedOn, dueOn + by) });
    else source.write(id, { isVoid: !isVoid });
  });
}
