import type { Client } from './client.ts';
import { OWNER_KEY } from './start.ts';

/** The path of a customer's portal page, by the link of a message that it gets now. */
export async function portalOf(api: Client, customer: string): Promise<string> {
  await api.post(`/v1/customers/external:${customer}/actions`, {
    ...{ channel: 'email', subject: 'Portal', body: '{{portal.link}}' },
  });
  const headers = { authorization: `Bearer ${OWNER_KEY}`, accept: 'application/json' };
  const { data } = (await (await fetch(`${api.url}/mailbox`, { headers })).json()) as { data: { text: string }[] };
  return /\/portal\/\S+/.exec(data.at(-1)!.text)![0];
}

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

export async function open(api: Client, path: string): Promise<Page> {
  return page(await fetch(api.url + path, { redirect: 'manual' }));
}

/** Sends a form of the page as a browser does, and follows nothing. */
export async function send(
  api: Client,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { origin: api.url },
): Promise<Page> {
  const body = new URLSearchParams(fields);
  return page(await fetch(api.url + path, { method: 'POST', body, headers, redirect: 'manual' }));
}

async function page(response: Response): Promise<Page> {
  return { status: response.status, headers: response.headers, html: await response.text() };
}

/** What a page says, without its style, markup and character references. */
export function said({ html }: Page): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}
