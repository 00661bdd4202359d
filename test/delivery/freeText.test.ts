import { beforeAll, describe, expect, test } from 'vitest';
import { messageFields, type MessageContext } from '../../connector/src/delivery/fields.ts';
import { templateDirectory, TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { TemplateRenderError } from '../../connector/src/delivery/templateEngine.ts';
import { context, customer, invoice } from './context.ts';

let library: TemplateLibrary;
beforeAll(async () => {
  library = await TemplateLibrary.load(templateDirectory());
});

async function render(body: string, facts: Partial<MessageContext> = {}, subject = 'Reminder') {
  const template = await library.resolve({ subject, body }, { customerLanguage: facts.language ?? 'en' });
  const fields = messageFields(context({ ...facts, language: template.language }));
  const html = template.html(fields);
  const content = html.slice(html.indexOf('Atelier Lumen</div>'));
  return { subject: template.subject(fields), html, content, text: template.text(fields) };
}

const evil = {
  customer: customer({ name: '<script>alert(1)</script>', customFields: { site: 'javascript:alert(1)' } }),
};

describe('a body in plain text', () => {
  test('keeps its paragraphs and lines in both parts', async () => {
    const { content, text } = await render(
      'Dear {{contact.name}},\n\n{{referenceInvoice.outstanding}} is open.\nPlease pay.\n\nBye\n',
    );
    expect(text).toBe('Dear Jean Dupont,\n\n€1,240.00 is open.\nPlease pay.\n\nBye\n');
    expect(content).toContain('<p>Dear Jean Dupont,</p><p>€1,240.00 is open.<br>\nPlease pay.</p><p>Bye</p>');
  });

  test('prints markup as it was written, be it in the text or in a value', async () => {
    const { content, text } = await render('5 < 6 & {{customer.name}}', evil);
    expect(text).toBe('5 < 6 & <script>alert(1)</script>\n');
    expect(content).toContain('<p>5 &lt; 6 &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>');
  });

  test('makes web addresses links', async () => {
    const { content } = await render('Pay at {{portal.link}}.', { portalLink: 'https://pay.example/a?b=1&c="' });
    expect(content).toContain('<a href="https://pay.example/a?b&#x3D;1&amp;c&#x3D;">');
  });

  test('leaves no gap where a condition was not met', async () => {
    const body =
      'Hello\n\n{{#if accountManager}}\nCall {{accountManager.name}}.\n{{/if}}\n\n{{#each invoices}}\n- {{number}}\n{{/each}}\n\nBye';
    const { text } = await render(body, { invoices: [invoice({ number: 'A' }), invoice({ number: 'B' })] });
    expect(text).toBe('Hello\n\n- A\n- B\n\nBye\n');
  });

  test('stands in the layout of the shipped messages, in its language', async () => {
    const { html } = await render('Bonjour', { language: 'fr' }, 'Facture "{{referenceInvoice.number}}" & co');
    expect(html).toContain('<html lang="fr"');
    expect(html).toContain('<title>Facture &quot;FA-2026-0143&quot; &amp; co</title>');
    expect(html).toContain('name="color-scheme"');
  });
});

describe('a body in HTML', () => {
  test('keeps what letters are made of and loses what runs or loads', async () => {
    const { content } = await render(
      '<h2>Hi</h2><script>alert(1)</script><p onclick="x()" style="color:red;position:fixed">Pay <b>now</b></p><iframe src="https://x"></iframe><img src="http://x/a.png"><style>p{}</style>',
    );
    expect(content).toContain('<h2>Hi</h2><p style="color:red">Pay <b>now</b></p>');
    expect(content).not.toMatch(/script|onclick|position|iframe|http:|<style/);
  });

  test('escapes values, in triple braces too', async () => {
    const { content, text } = await render('<p>{{customer.name}} {{{customer.name}}}</p>', evil);
    expect(content).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>');
    expect(text).toBe('<script>alert(1)</script> <script>alert(1)</script>\n');
  });

  test('never links to a script, whatever the value', async () => {
    const { content } = await render(
      '<a href="{{customer.custom.site}}">a</a> <a href="javascript:x()">b</a> <a href="{{portal.link}}">c</a>',
      {
        ...evil,
        portalLink: 'https://pay.example/1',
      },
    );
    expect(content).toContain('<a href="">a</a> <a>b</a> <a href="https://pay.example/1">c</a>');
  });

  test('has a text part that reads like a letter', async () => {
    const body = `<h1>Reminder</h1>
      <p>Dear {{#if contact.firstName}}<b>{{contact.firstName}}</b>{{else}}customer{{/if}},<br>please <a href="{{portal.link}}">pay here</a> or write to <a href="mailto:{{sender.email}}">{{sender.email}}</a>.</p>
      <ul>{{#each invoices}}<li>{{number}}: {{outstanding}}</li>{{/each}}</ul>
      <table>{{#each invoices}}<tr><td>{{number}}</td><td>{{dueDate}}</td></tr>{{/each}}</table>
      {{#if accountManager}}<p>{{accountManager.name}}</p>{{/if}}<p>Bye</p>`;
    const { text } = await render(body, {
      invoices: [invoice({ number: 'A' }), invoice({ number: 'B' })],
      portalLink: 'https://pay.example/1',
    });
    expect(text).toBe(
      'Reminder\n\nDear Jean,\nplease pay here (https://pay.example/1) or write to camille@lumen.example.\n\n' +
        '- A: €1,240.00\n- B: €1,240.00\n\nA · October 17, 2026\nB · October 17, 2026\n\nBye\n',
    );
  });
});

describe('MAN-2: a message that does not render says which field is missing', () => {
  test.each([
    ['Your contact: {{accountManager.name}}', 'accountManager.name'],
    ['Dear\n{{contact.firstName}}', 'contact.firstName'],
    ['<p>Dear {{contact.firstName}}</p>', 'contact.firstName'],
    ['<a href="{{portal.link}}">pay</a>', 'portal.link'],
    ['{{customer.custom.segment}}', 'customer.custom.segment'],
    ['{{customer.lastDunningDate.raw}}', 'customer.lastDunningDate.raw'],
    ['{{#each invoices}}{{link}}{{/each}}', 'link'],
  ])('%j', async (body, field) => {
    const error = await render(body, { contact: null }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemplateRenderError);
    expect(error).toMatchObject({ field, message: `\`${field}\` has no value for this message` });
  });

  test('a missing reference invoice', async () => {
    await expect(render('{{referenceInvoice.number}}', { invoices: [] })).rejects.toThrow(
      '`referenceInvoice.number` has no value',
    );
  });
});

describe('conditions go by the bare value', () => {
  test.each([
    ['{{#if customer.overdue}}yes{{else}}no{{/if}}', 'yes'],
    ['{{#if customer.due}}yes{{else}}no{{/if}}', 'no'],
    ['{{#if customer.due.raw}}yes{{else}}no{{/if}}', 'no'],
    ['{{#if customer.lastDunningDate.raw}}yes{{else}}no{{/if}}', 'no'],
    ['{{#if customer.custom.segment.raw}}yes{{else}}no{{/if}}', 'no'],
    ['{{#if customer.custom.vip}}yes{{else}}no{{/if}}', 'no'],
    ['{{#unless accountManager}}no{{/unless}}', 'no'],
    ['{{#if accountManager.phone}}yes{{else}}no{{/if}}', 'no'],
    ['{{#with accountManager}}{{name}}{{else}}no{{/with}}', 'no'],
    ['{{#with contact}}{{firstName}}{{/with}}', 'Jean'],
    ['{{#if (gt referenceInvoice.daysLate 10)}}yes{{else}}no{{/if}}', 'yes'],
    ['{{#if (eq referenceInvoice.outstanding.raw referenceInvoice.amount)}}yes{{/if}}', 'yes'],
    ['{{plural referenceInvoice.daysLate "day" "days"}}, {{plural 1 "day" "days"}}', '17 days, 1 day'],
    [
      '{{customer.outstanding.raw}} {{referenceInvoice.dueDate.raw}} {{referenceInvoice.daysLate.raw}}',
      '124000 2026-10-17 17',
    ],
  ])('%s', async (body, expected) => {
    const facts = { customer: customer({ customFields: { vip: false } }) };
    expect((await render(body, facts)).text).toBe(`${expected}\n`);
  });

  test('French counts nothing as one', async () => {
    expect((await render('{{plural 0 "jour" "jours"}}', { language: 'fr' })).text).toBe('0 jour\n');
  });
});

test('a subject is one line, whatever a value holds', async () => {
  const { subject } = await render(
    'x',
    { customer: customer({ name: 'Dupont\r\nBcc: all@example.com' }) },
    'To {{customer.name}}',
  );
  expect(subject).toBe('To Dupont Bcc: all@example.com');
});

test('values are looked up as own properties only', async () => {
  expect((await render('{{customer.constructor}}|{{invoices.push}}')).text).toBe('|\n');
});
