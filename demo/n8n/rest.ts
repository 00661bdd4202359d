import { readdirSync, readFileSync } from 'node:fs';
import type { RunningN8n } from './start.ts';

/** An n8n workflow as its file holds it. */
export interface WorkflowFile {
  name: string;
  nodes: Array<{ name: string; type: string; parameters: Record<string, unknown> }>;
  connections: object;
  settings?: object;
}

export interface StoredWorkflow extends WorkflowFile {
  id: string;
  versionId: string;
}

export interface Credential {
  id: string;
  name: string;
  type: string;
}

/** What the editor itself calls: there is no other way to fill in credentials and import workflows without a click. */
export interface N8nRest {
  request<T>(method: string, path: string, body?: object): Promise<T>;
  /** The credential of that name and type; its data is set, whether it was there or not. */
  ensureCredential(name: string, type: string, data: object): Promise<Credential>;
  /** The workflow of that name; one that is there stays as the person left it. */
  ensureWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow>;
  /** What the *Publish* button does. */
  publish(workflow: StoredWorkflow): Promise<void>;
}

export async function signIn({ url, owner }: Pick<RunningN8n, 'url' | 'owner'>): Promise<N8nRest> {
  let cookie = '';
  async function request<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/rest${path}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${text}`);
    cookie ||= response.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    return (JSON.parse(text) as { data: T }).data;
  }
  await request('POST', '/login', { emailOrLdapLoginId: owner.email, password: owner.password });

  return {
    request,
    async ensureCredential(name, type, data) {
      const known = (await request<Credential[]>('GET', '/credentials')).find(
        (c) => c.name === name && c.type === type,
      );
      const path = known ? `/credentials/${known.id}` : '/credentials';
      return await request<Credential>(known ? 'PATCH' : 'POST', path, { name, type, data });
    },
    async ensureWorkflow(workflow) {
      const known = (await request<StoredWorkflow[]>('GET', '/workflows')).find(({ name }) => name === workflow.name);
      if (known) return await request<StoredWorkflow>('GET', `/workflows/${known.id}`);
      return await request<StoredWorkflow>('POST', '/workflows', workflow);
    },
    async publish({ id, versionId }) {
      await request('POST', `/workflows/${id}/activate`, { versionId });
    },
  };
}

/** The workflows that the project ships, by file name. */
export function shippedWorkflows(): Record<string, WorkflowFile> {
  const folder = new URL('../../templates/workflows/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as WorkflowFile,
    ]),
  );
}
