import { setTimeout as wait } from 'node:timers/promises';
import type { N8nRest } from '../../../demo/n8n/rest.ts';

export interface Run {
  id: string;
  status: string;
  startedAt: string;
  stoppedAt: string;
}

/** The runs of a workflow that have ended, the newest first. */
export async function endedRuns(n8n: N8nRest, workflowId: string): Promise<Run[]> {
  const filter = encodeURIComponent(JSON.stringify({ workflowId }));
  const { results } = await n8n.request<{ results: Run[] }>('GET', `/executions?filter=${filter}&limit=50`);
  return results.filter(({ status }) => ['success', 'error', 'crashed', 'canceled'].includes(status));
}

/** Waits until a workflow has run as often, and fails when one of the runs did. */
export async function waitForRuns(n8n: N8nRest, workflowId: string, count: number): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const runs = await endedRuns(n8n, workflowId);
    const failed = runs.find(({ status }) => status !== 'success');
    if (failed) throw new Error(`Run ${failed.id} of the workflow ended as ${failed.status}`);
    if (runs.length >= count) return;
    await wait(500);
  }
  throw new Error(`The workflow did not run ${count} times within 60 s`);
}
