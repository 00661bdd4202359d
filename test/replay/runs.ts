import type { Connector } from './connector.ts';

/** What a run asks for, and the subjects of messages that it reported sent without the connector's mailbox. */
export async function runCadence(
  connector: Connector,
  { limit, byClaims = false }: { limit?: number; byClaims?: boolean },
): Promise<string[]> {
  if (byClaims) return runByClaims(connector);
  const body = limit === undefined ? {} : { limit };
  let remaining = 1;
  while (remaining > 0) {
    const answer = await connector.call<{
      executed: number;
      remaining: number;
      failed: number;
    }>('POST', '/v1/cadence/runs', body);
    if (answer.failed > 0) throw new Error(`a run failed: ${JSON.stringify(answer)}`);
    if (answer.remaining > 0 && (limit === undefined || answer.executed === 0)) {
      throw new Error(`a run left something over: ${JSON.stringify(answer)}`);
    }
    remaining = answer.remaining;
  }
  return [];
}

interface Claimed {
  readonly id: string;
  readonly claimToken: string;
  readonly mode: 'automatic' | 'manual';
  readonly message: { readonly subject: string } | null;
}

async function runByClaims(connector: Connector): Promise<string[]> {
  const elsewhere: string[] = [];
  const answer = (action: Claimed, verb: string): Promise<unknown> =>
    connector.call('POST', `/v1/actions/${action.id}/${verb}`, { claimToken: action.claimToken });
  const manual: Claimed[] = [];
  for (;;) {
    const { actions } = await connector.call<{ actions: Claimed[] }>('POST', '/v1/actions/claims', { limit: 100 });
    if (actions.length === 0) break;
    for (const [index, action] of actions.entries()) {
      if (action.mode === 'manual') {
        manual.push(action);
      } else if (index % 2 === 0) {
        await answer(action, 'send');
      } else {
        await answer(action, 'complete');
        elsewhere.push(action.message?.subject ?? 'no message');
      }
    }
  }
  for (const action of manual) await answer(action, 'release');
  return elsewhere;
}
