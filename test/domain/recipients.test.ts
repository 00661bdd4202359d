import { describe, expect, test } from 'vitest';
import { type Contact, type RecipientSources, resolveRecipients } from '../../connector/src/domain/recipients.ts';

const contact = (email: string | null, facts: Partial<Contact> = {}): Contact => ({
  id: `con-${email}`,
  externalId: null,
  firstName: null,
  lastName: null,
  email,
  phone: null,
  position: 'other',
  isMain: false,
  isInvalid: false,
  invalidReason: null,
  ...facts,
});

const payer = contact('payer@dupont.example', { position: 'payer' });
const accounting = contact('accounting@dupont.example', { position: 'accounting' });
const main = contact('main@dupont.example', { position: 'accounting', isMain: true });
const noAddress = contact(null, { position: 'payer' });
const bounced = contact('gone@dupont.example', {
  position: 'purchaser',
  isInvalid: true,
  invalidReason: '550 no such user',
});

function addresses(entries: readonly string[] | undefined, facts: Partial<RecipientSources> = {}): string[] {
  const sources = {
    contacts: [payer, accounting, main, noAddress, bounced],
    customFields: {},
    accountManagerEmails: [],
    ...facts,
  };
  return resolveRecipients(entries, sources).map(({ email }) => email);
}

describe('PLN-2', () => {
  test('PLN-2: a position stands for every contact that has it and an address', () => {
    expect(addresses(['accounting'])).toEqual(['accounting@dupont.example', 'main@dupont.example']);
    expect(addresses(['payer'])).toEqual(['payer@dupont.example']);
    expect(addresses(['sales'])).toEqual([]);
  });

  test('PLN-2: main is the main contact alone', () => {
    expect(addresses(['main'])).toEqual(['main@dupont.example']);
    expect(addresses(['main'], { contacts: [payer] })).toEqual([]);
  });

  test('PLN-2: without recipients the main contact is written to, else the first with an address', () => {
    expect(addresses(undefined)).toEqual(['main@dupont.example']);
    expect(addresses([])).toEqual(['main@dupont.example']);
    expect(addresses(undefined, { contacts: [noAddress, payer, accounting] })).toEqual(['payer@dupont.example']);
  });

  test('PLN-2: a custom field that holds an address', () => {
    const customFields = { billing: 'billing@dupont.example', code: '4711', limit: 3 };
    expect(addresses(['custom.billing'], { customFields })).toEqual(['billing@dupont.example']);
    expect(addresses(['custom.code', 'custom.limit', 'custom.missing'], { customFields })).toEqual([]);
  });

  test('PLN-2: account managers get copies, and addresses stand for themselves', () => {
    const entries = ['accountManager', 'audit@lumen.example'];
    expect(addresses(entries, { accountManagerEmails: ['camille@lumen.example'] })).toEqual([
      'camille@lumen.example',
      'audit@lumen.example',
    ]);
  });

  test('PLN-2: who is meant twice gets the message once', () => {
    expect(addresses(['main', 'accounting', 'MAIN@dupont.example'])).toEqual([
      'main@dupont.example',
      'accounting@dupont.example',
    ]);
  });
});

describe('CUS-3', () => {
  test('CUS-3: an address that bounced is passed over, however it is named', () => {
    const contacts = [{ ...bounced, isMain: true }];
    const customFields = { billing: 'Gone@dupont.example' };
    for (const entries of [
      ['purchaser'],
      ['main'],
      ['gone@dupont.example'],
      ['GONE@dupont.example'],
      ['custom.billing'],
      undefined,
    ]) {
      expect(addresses(entries, { contacts, customFields }), String(entries)).toEqual([]);
    }
  });

  test('CUS-3: where the main contact’s address bounced, the next valid one is written to', () => {
    expect(addresses(undefined, { contacts: [{ ...main, isInvalid: true }, noAddress, payer] })).toEqual([
      'payer@dupont.example',
    ]);
  });

  test('CUS-3: validated again, it is written to again', () => {
    expect(addresses(['purchaser'], { contacts: [{ ...bounced, isInvalid: false }] })).toEqual(['gone@dupont.example']);
  });

  test('MAN-2: nobody to write to is an empty answer', () => {
    expect(addresses(undefined, { contacts: [noAddress, bounced] })).toEqual([]);
    expect(addresses(undefined, { contacts: [] })).toEqual([]);
  });
});
