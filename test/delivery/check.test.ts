import { describe, expect, test } from 'vitest';
import { checkTemplate, type TemplateScope } from '../../connector/src/delivery/check.ts';

const keys = ['first-reminder', 'last-reminder'];

function problemsOf(body: string, scope: TemplateScope = 'customer'): string[] {
  return checkTemplate({ subject: 'Reminder', body }, { scope, keys }).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe('PLN-2: a template is refused when saved', () => {
  test.each([
    ['Hello {{customer.nmae}}', '1:9 unknown field `customer.nmae`; did you mean `customer.name`?'],
    [
      'Hello\n\n  {{referenceInvoice.dueDat}}',
      '3:5 unknown field `referenceInvoice.dueDat`; did you mean `referenceInvoice.dueDate`?',
    ],
    ['{{customer.firstName}}', '1:3 unknown field `customer.firstName`; did you mean `contact.firstName`?'],
    ['{{client.zzz}}', '1:3 unknown field `client.zzz`'],
    ['{{customer.name.raw}}', '1:3 unknown field `customer.name.raw`; did you mean `customer.name`?'],
    ['{{#each invoices}}{{nmber}}{{/each}}', '1:21 unknown field `nmber`; did you mean `number`?'],
    [
      '{{#each invoices}}{{customer.name}}{{/each}}',
      '1:21 unknown field `customer.name` in this block; did you mean `../customer.name`?',
    ],
    ['{{#each invoices as |i|}}{{i.numbr}}{{/each}}', '1:28 unknown field `i.numbr`; did you mean `i.number`?'],
    [
      '{{#if (gt referenceInvoice.dayslate 3)}}x{{/if}}',
      '1:11 unknown field `referenceInvoice.dayslate`; did you mean `referenceInvoice.daysLate`?',
    ],
    [
      '{{#if customer.score}}a{{else if customer.scor}}b{{else}}{{today.rw}}{{/if}}',
      '1:34 unknown field `customer.scor`; did you mean `customer.score`?',
    ],
    ['{{../customer.name}}', '1:3 `../customer.name`: there is nothing outside for `../` to lead to'],
    ['{{customer}}', '1:3 `customer` is a group of fields: name one of them, such as `customer.name`'],
    ['{{invoices}}', '1:3 `invoices` is a list: write `{{#each invoices}}`'],
    ['{{#each customer}}x{{/each}}', '1:9 `customer` is no list: `{{#each}}` goes through `invoices`'],
    ['{{@index}}', '1:3 unknown variable `@index`'],
    ['{{shout customer.name}}', '1:3 unknown helper `shout`'],
    ['{{log customer.name}}', '1:3 unknown helper `log`'],
    ['{{> header}}', '1:1 partials and decorators cannot be used in messages'],
    ['{{#if}}x{{/if}}', '1:4 `if` takes 1 argument, not 0'],
    ['{{constructor}}', '1:3 unknown field `constructor`'],
    ['{{customer.custom.__proto__.x}}', '1:3 unknown field `customer.custom.__proto__.x`'],
  ])('%j: unknown fields and helpers, with the nearest name', (body, problem) => {
    expect(problemsOf(body)[0]).toBe(problem);
  });

  test.each([
    ['Hello\n{{#if customer.score}}x', '2:1 `{{#if customer.score}}` is never closed: it needs `{{/if}}`'],
    ['{{#if customer.score}}x{{/unless}}', '1:4 `{{#if}}` is closed by `{{/unless}}`'],
    ['Hello {{customer.name}', '1:22 is not valid Handlebars near `{{customer.name}`'],
    ['A first line that is long enough\nand a second {{}} one', '2:16 is not valid Handlebars near `{{}} one`'],
    ['x {{/if}}', '1:3 is not valid Handlebars near `{{/if}}`'],
    ['\n\n{{{customer.name}} y', '3:17 is not valid Handlebars near `{{{customer.name}} y`'],
  ])('%j: syntax errors, with line and column', (body, problem) => {
    expect(problemsOf(body)).toEqual([problem]);
  });

  test('all problems are told at once, of subject and body', () => {
    const problems = checkTemplate({ subject: '{{a.b}}', body: '{{c.d}} {{e.f}}' }, { scope: 'customer', keys });
    expect(problems.map(({ part, column }) => [part, column])).toEqual([
      ['subject', 3],
      ['body', 3],
      ['body', 11],
    ]);
  });

  test('a subject is one line and neither part is empty', () => {
    const problems = checkTemplate({ subject: 'Re\nminder', body: ' ' }, { scope: 'customer', keys });
    expect(problems).toEqual([
      { part: 'subject', line: 1, column: 3, message: 'A subject is one line, without line breaks' },
      { part: 'body', line: 1, column: 1, message: 'The body is empty' },
    ]);
  });

  test('a field where HTML has no room for one', () => {
    expect(problemsOf('<p>a</p>\n<p {{#if customer.score}}id="x"{{/if}}>b</p>')[0]).toBe(
      '2:4 `{{#if customer.score}}` stands where the message has no text; fields go between tags or into the address of a link',
    );
  });

  test('a key that is not shipped, naming those that are', () => {
    expect(checkTemplate({ key: 'first' }, { scope: 'customer', keys })).toEqual([
      {
        part: 'key',
        line: 1,
        column: 1,
        message: 'There is no template `first`; there are first-reminder, last-reminder',
      },
    ]);
    expect(checkTemplate({ key: 'last-reminder' }, { scope: 'invoice', keys })).toEqual([]);
  });
});

test.each([
  'Hello {{contact.firstName}}, {{customer.custom.segment}} {{customer.custom.renewsOn.raw}} {{today}}',
  '{{#each invoices}}{{number}} {{this.outstanding}} {{outstanding.raw}} {{@index}} {{../customer.name}}{{else}}none{{/each}}',
  '{{#each invoices as |i n|}}{{n}} {{i.number}} {{customer.name}}{{/each}}'.replace(
    '{{customer.name}}',
    '{{@root.customer.name}}',
  ),
  '{{#with customer}}{{name}} {{custom.segment}} {{../organization.name}}{{/with}}',
  '{{#if (gt referenceInvoice.daysLate 30)}}{{plural referenceInvoice.daysLate "day" "days"}}{{/if}}{{invoices.[0].number}}',
  '<p>Pay <a href="{{portal.link}}">here</a>{{!-- a note --}}</p><ul>{{#each invoices}}<li>{{number}}</li>{{/each}}</ul>',
])('%j is accepted', (body) => {
  expect(problemsOf(body)).toEqual([]);
});

test('INV-2: only the invoice message has `invoice`', () => {
  expect(problemsOf('{{invoice.number}}', 'invoice')).toEqual([]);
  expect(problemsOf('{{invoice.number}}', 'customer')).toEqual([
    '1:3 unknown field `invoice.number`; did you mean `referenceInvoice.number`?',
  ]);
});

test('INV-2: the shipped invoice message goes above the steps, not among them', () => {
  const shipped = [...keys, 'invoice'];
  expect(checkTemplate({ key: 'invoice' }, { scope: 'invoice', keys: shipped })).toEqual([]);
  expect(checkTemplate({ key: 'invoice' }, { scope: 'customer', keys: shipped })).toEqual([
    {
      part: 'key',
      line: 1,
      column: 1,
      message:
        '`invoice` is the message that carries a new invoice: name it as `invoiceMessage.template`, above the steps',
    },
  ]);
});

test('RUL-3: a notification has fields of the customer only', () => {
  const refused =
    "1:3 `referenceInvoice.number` is a field of an invoice; a rule's notification has fields of the customer only";
  expect(problemsOf('{{referenceInvoice.number}}', 'rule')).toEqual([refused]);
  expect(problemsOf('{{#each invoices}}{{number}}{{/each}}', 'rule')).toHaveLength(1);
  expect(problemsOf('{{customer.name}} owes {{customer.outstanding}}', 'rule')).toEqual([]);
  expect(checkTemplate({ key: 'first-reminder' }, { scope: 'rule', keys })).toHaveLength(1);
});
