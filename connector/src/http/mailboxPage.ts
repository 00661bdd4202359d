import type { MailboxFile, MailboxMessage } from '../delivery/mailbox.ts';
import { escapeHtml } from './html.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; --line: #8884; --soft: #8882; --accent: #0b6e69; }
  body { margin: 0; display: grid; grid-template-columns: minmax(18rem, 26rem) 1fr; height: 100vh; }
  nav { overflow: auto; border-right: 1px solid var(--line); }
  header { padding: 1rem; border-bottom: 1px solid var(--line); }
  h1 { font-size: 1.1rem; margin: 0; } header p { margin: .25rem 0 0; opacity: .75; }
  a { color: inherit; text-decoration: none; display: block; padding: .7rem 1rem; border-bottom: 1px solid var(--line); }
  a:hover, a[aria-current] { background: var(--soft); } a[aria-current] { box-shadow: inset 3px 0 var(--accent); }
  a b, a span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } a span { opacity: .75; font-size: .88em; }
  a.file { display: inline; padding: 0; border: 0; text-decoration: underline; }
  main { display: flex; flex-direction: column; min-width: 0; } main p { margin: 2rem; opacity: .75; }
  dl { margin: 0; padding: 1rem; display: grid; grid-template-columns: max-content 1fr; gap: .15rem .75rem; border-bottom: 1px solid var(--line); }
  dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; } iframe { flex: 1; border: 0; background: #fff; min-height: 60vh; }
  @media (max-width: 45rem) { body { display: block; height: auto; } nav { max-height: 45vh; } }`;

const at = (message: MailboxMessage) => new Date(message.at).toISOString().slice(0, 16).replace('T', ' ');

/** The local mailbox as a page: the list, and one message in a frame that can run nothing. */
export function mailboxPage(messages: readonly MailboxMessage[], total: number, shown: MailboxMessage | null): string {
  const list = messages.map(
    (message) => `<a href="/mailbox/${message.id}"${message.id === shown?.id ? ' aria-current="true"' : ''}>
      <b>${escapeHtml(message.subject)}</b><span>to ${escapeHtml(message.to.join(', '))}</span><span>${at(message)}</span></a>`,
  );
  const count =
    total === 0
      ? 'No message yet: run the cadence.'
      : `${total} message${total === 1 ? '' : 's'}${total > messages.length ? `, the newest ${messages.length} shown` : ''}. Nothing leaves this machine.`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Local mailbox</title>
<style>${STYLE}</style><nav aria-label="Messages"><header><h1>Local mailbox</h1><p>${count}</p></header>${list.join('')}</nav>
<main>${shown ? messageView(shown) : '<p>Choose a message.</p>'}</main></html>`;
}

/** Messages of earlier versions have none. */
export function filesOf(message: Partial<Pick<MailboxMessage, 'attachments'>>): readonly MailboxFile[] {
  return message.attachments ?? [];
}

function fileList(message: MailboxMessage): string {
  const files = filesOf(message).map(
    ({ fileName, size }, place) =>
      `<a class="file" href="/mailbox/${message.id}/attachments/${place}">${escapeHtml(fileName)}</a> ${Math.ceil(size / 1000)} kB`,
  );
  return files.length > 0 ? `<dt>Files</dt><dd>${files.join(', ')}</dd>` : '';
}

function messageView(message: MailboxMessage): string {
  const { from, to, cc, subject, html } = message;
  const rows = [
    ['From', from.name ? `${from.name} <${from.email}>` : from.email],
    ['To', to.join(', ')],
    ...(cc.length > 0 ? [['Copy', cc.join(', ')]] : []),
    ['Subject', subject],
    ['Sent', `${at(message)} UTC`],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value!)}</dd>`).join('')}${fileList(message)}</dl>
<iframe sandbox="" title="The message" srcdoc="${escapeHtml(html)}"></iframe>`;
}
