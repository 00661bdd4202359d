import type { DateOrder } from './vendorDates.ts';

/** How another system's export of invoices is read. */
export interface Profile {
  readonly name: string;
  /** A header is this system's if it has one of each group. */
  readonly signature: readonly (readonly string[])[];
  /** Our columns of invoices, and what the system calls them, in several versions and languages; the first that is there counts. */
  readonly invoices: Readonly<Record<string, readonly string[]>>;
  /** The same for the customers of those invoices. */
  readonly customers: Readonly<Record<string, readonly string[]>>;
  readonly dates: DateOrder;
  /** Amounts stand as decimals in every profile. */
  readonly decimalMark: '.' | ',' | undefined;
  /** Lines that are no invoice to collect: a column, what it then holds, and what that is. */
  readonly refused?: readonly (Mark & { readonly as: string })[];
  /** Lines of invoices that are not to be collected any more: what all of some columns then hold, and what became of them. */
  readonly settled?: readonly { readonly marks: readonly Mark[]; readonly as: 'void' | 'writtenOff' }[];
  /** Where a column says that all is paid, whatever another says is open. */
  readonly paid?: Mark;
  /** Where none says how much is open: what was due, and how much of that has been paid. */
  readonly due?: { readonly amount: readonly string[]; readonly paid: readonly string[] };
}

/** A column, by its names, and what it holds. */
export interface Mark {
  readonly column: readonly string[];
  readonly holds: RegExp;
}

/** What the columns of states say of an invoice that is no more. */
const CANCELLED = /^(annulée?|cancell?ed|void(ed)?|deleted|supprimée?)$/i;

/** What columns of types say of a line that is no invoice, whatever the sign of its amount: credit notes, and what was paid. */
const CREDIT =
  /\bavoirs?\b|^(note de crédit|règlement|acompte|remboursement|encaissement|paiement|(sales )?(credit|receipt|payment))/i;

const SAGE_TYPES = ['Type', 'Type de pièce', 'Type pièce', 'Nature de pièce', 'Tran Type', 'Transaction Type'];

/** The usual exports; a column without a known currency is in the organisation's. */
export const PROFILES: readonly Profile[] = [
  {
    name: 'Stripe',
    signature: [
      ['Customer', 'Customer ID'],
      ['Date (UTC)', 'Created (UTC)', 'Finalized At (UTC)'],
      ['Amount Due'],
      ['Number'],
    ],
    invoices: {
      externalId: ['id', 'Invoice ID'],
      number: ['Number'],
      customerExternalId: ['Customer', 'Customer ID'],
      issuedAt: ['Finalized At (UTC)', 'Date (UTC)', 'Created (UTC)'],
      dueDate: ['Due Date (UTC)', 'Finalized At (UTC)', 'Date (UTC)', 'Created (UTC)'],
      currency: ['Currency'],
      grossAmountDecimal: ['Total', 'Amount Due'],
      openAmountDecimal: ['Amount Remaining'],
      title: ['Description'],
    },
    customers: { externalId: ['Customer', 'Customer ID'], name: ['Customer Name', 'Customer Email', 'Customer'] },
    dates: 'iso',
    decimalMark: '.',
    refused: [{ column: ['Status'], holds: /^draft$/i, as: 'in Stripe, and so nothing to collect' }],
    settled: [
      { marks: [{ column: ['Status'], holds: CANCELLED }], as: 'void' },
      { marks: [{ column: ['Status'], holds: /^uncollectible$/i }], as: 'writtenOff' },
    ],
    paid: { column: ['Status'], holds: /^paid$/i },
    due: { amount: ['Amount Due'], paid: ['Amount Paid'] },
  },
  {
    name: 'QuickBooks',
    signature: [
      ['Num', 'No.', 'Invoice no.', 'Number'],
      ['Transaction type', 'Type'],
      ['Open balance', 'Balance'],
      ['Due date'],
    ],
    invoices: {
      externalId: ['Num', 'No.', 'Invoice no.', 'Number'],
      number: ['Num', 'No.', 'Invoice no.', 'Number'],
      customerExternalId: ['Customer', 'Customer full name', 'Name'],
      issuedAt: ['Date', 'Invoice date', 'Transaction date'],
      dueDate: ['Due date'],
      currency: ['Currency'],
      grossAmountDecimal: ['Amount', 'Total', 'Total amount'],
      openAmountDecimal: ['Open balance', 'Balance'],
      title: ['Memo/Description', 'Memo'],
    },
    customers: {
      externalId: ['Customer', 'Customer full name', 'Name'],
      name: ['Customer', 'Customer full name', 'Name'],
    },
    dates: 'monthOrDayFirst',
    decimalMark: undefined,
    refused: [
      { column: ['Transaction type', 'Type'], holds: /^(?!.*\b(invoice|facture|rechnung)\b)/i, as: 'and no invoice' },
    ],
    settled: [
      { marks: [{ column: ['Status'], holds: CANCELLED }], as: 'void' },
      // Voiding sets all amounts to zero and writes it before the memo.
      {
        marks: [
          { column: ['Memo/Description', 'Memo'], holds: /^voided\b/i },
          { column: ['Amount', 'Total', 'Total amount'], holds: /^\W*0?([.,]0+)?\W*$/ },
        ],
        as: 'void',
      },
    ],
  },
  {
    name: 'Pennylane',
    signature: [
      ['Numéro de facture', 'Numéro', 'Invoice number'],
      ["Date d'émission", 'Date de facturation', 'Date'],
      ["Date d'échéance", 'Échéance', 'Deadline'],
      ['Montant TTC', 'Total TTC'],
    ],
    invoices: {
      externalId: ['Numéro de facture', 'Numéro', 'Invoice number'],
      number: ['Numéro de facture', 'Numéro', 'Invoice number'],
      customerExternalId: ['Identifiant client', 'Référence client', 'Client', 'Nom du client', 'Tiers'],
      issuedAt: ["Date d'émission", 'Date de facturation', 'Date'],
      dueDate: ["Date d'échéance", 'Échéance', 'Deadline'],
      currency: ['Devise', 'Currency'],
      grossAmountDecimal: ['Montant TTC', 'Total TTC'],
      netAmountDecimal: ['Montant HT', 'Total HT'],
      openAmountDecimal: ['Restant dû', 'Reste à payer', 'Reste dû', 'Montant restant dû'],
      title: ['Objet', 'Libellé', 'Titre'],
    },
    customers: {
      externalId: ['Identifiant client', 'Référence client', 'Client', 'Nom du client', 'Tiers'],
      name: ['Client', 'Nom du client', 'Tiers'],
    },
    dates: 'dayFirst',
    decimalMark: undefined,
    refused: [
      { column: ['Statut'], holds: /^(brouillon|draft)$/i, as: 'in Pennylane, and so nothing to collect' },
      { column: ['Type', 'Type de document', 'Type de pièce'], holds: CREDIT, as: 'and no invoice' },
    ],
    settled: [{ marks: [{ column: ['Statut', 'Statut de paiement'], holds: CANCELLED }], as: 'void' }],
    paid: { column: ['Statut', 'Statut de paiement'], holds: /^(payée?|paid)$/i },
  },
  {
    name: 'Sage',
    signature: [
      ['Code tiers', 'N° compte tiers', 'Compte tiers', 'Code client', 'A/C', 'Account Ref', 'Customer A/C'],
      ['N° pièce', 'Numéro de pièce', 'N° facture', 'Invoice No', 'Invoice Number', 'Inv Ref', 'Reference'],
      ["Date d'échéance", 'Échéance', 'Date échéance', 'Due Date'],
    ],
    invoices: {
      externalId: ['N° pièce', 'Numéro de pièce', 'N° facture', 'Invoice No', 'Invoice Number', 'Inv Ref', 'Reference'],
      number: ['N° facture', 'N° pièce', 'Numéro de pièce', 'Invoice No', 'Invoice Number', 'Inv Ref', 'Reference'],
      customerExternalId: [
        'Code tiers',
        'N° compte tiers',
        'Compte tiers',
        'Code client',
        'A/C',
        'Account Ref',
        'Customer A/C',
      ],
      issuedAt: ['Date de pièce', 'Date pièce', 'Date facture', 'Date', 'Invoice Date'],
      dueDate: ["Date d'échéance", 'Échéance', 'Date échéance', 'Due Date'],
      currency: ['Devise', 'Currency'],
      grossAmountDecimal: ['Montant TTC', 'Total TTC', 'Montant', 'Débit', 'Gross', 'Gross Amount', 'Amount', 'Total'],
      netAmountDecimal: ['Montant HT', 'Total HT', 'Net', 'Net Amount'],
      openAmountDecimal: ['Solde', 'Solde dû', 'Reste à payer', 'Outstanding', 'O/S Amount', 'Balance'],
      title: ['Libellé', 'Intitulé', 'Details'],
    },
    customers: {
      externalId: [
        'Code tiers',
        'N° compte tiers',
        'Compte tiers',
        'Code client',
        'A/C',
        'Account Ref',
        'Customer A/C',
      ],
      name: ['Nom', 'Raison sociale', 'Intitulé du tiers', 'Nom du tiers', 'Name', 'Customer Name', 'Account Name'],
    },
    dates: 'dayFirst',
    decimalMark: undefined,
    refused: [
      { column: SAGE_TYPES, holds: CREDIT, as: 'and no invoice' },
      // Sage 50's codes: of sales, SI alone is an invoice.
      { column: SAGE_TYPES, holds: /^(s[acdpr]|p[acdipr]|[bcv][pr]|j[cd])$/i, as: 'and no sales invoice' },
      { column: ['Sens'], holds: /^c(r[ée]dit)?$/i, as: 'in credit, and no invoice' },
    ],
    settled: [{ marks: [{ column: ['Statut', 'État', 'Status'], holds: CANCELLED }], as: 'void' }],
  },
  {
    name: 'DATEV',
    signature: [
      ['Konto', 'Kontonummer', 'Debitor', 'Personenkonto'],
      ['Rechnungsnummer', 'Rechnungs-Nr.', 'Rechnungsnr.', 'Belegfeld 1', 'Beleg-Nr.'],
      ['Fälligkeit', 'Fälligkeitsdatum', 'Fällig am', 'Fällig'],
    ],
    invoices: {
      externalId: ['Rechnungsnummer', 'Rechnungs-Nr.', 'Rechnungsnr.', 'Belegfeld 1', 'Beleg-Nr.'],
      number: ['Rechnungsnummer', 'Rechnungs-Nr.', 'Rechnungsnr.', 'Belegfeld 1', 'Beleg-Nr.'],
      customerExternalId: ['Konto', 'Kontonummer', 'Debitor', 'Personenkonto'],
      issuedAt: ['Datum', 'Belegdatum', 'Rechnungsdatum'],
      dueDate: ['Fälligkeit', 'Fälligkeitsdatum', 'Fällig am', 'Fällig'],
      currency: ['Währung', 'WKZ', 'Währungskennung'],
      grossAmountDecimal: ['Sollbetrag', 'Betrag Soll', 'Umsatz Soll', 'Rechnungsbetrag', 'Betrag'],
      openAmountDecimal: ['Saldo', 'Offener Betrag', 'Saldo offen'],
      title: ['Buchungstext', 'Text'],
    },
    customers: {
      externalId: ['Konto', 'Kontonummer', 'Debitor', 'Personenkonto'],
      name: ['Kontobezeichnung', 'Kontobeschriftung', 'Beschriftung', 'Name', 'Bezeichnung'],
    },
    dates: 'dayFirst',
    decimalMark: ',',
    refused: [
      {
        column: ['Habenbetrag', 'Betrag Haben', 'Umsatz Haben'],
        holds: /[1-9]/,
        as: 'in credit (Haben), and no invoice',
      },
      {
        column: ['S/H', 'S/H-Kz', 'S/H-Kennzeichen', 'Soll/Haben', 'Soll/Haben-Kz', 'Soll/Haben-Kennzeichen'],
        holds: /^h(aben)?$/i,
        as: 'in credit (Haben), and no invoice',
      },
    ],
  },
];

/** As headers are compared: case, spaces, and how accents and apostrophes are written make no difference. */
export function headerName(text: string): string {
  return text.normalize('NFC').trim().toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ');
}

/** Where the first of several names stands in a header; −1 for none. */
export function placeOf(header: readonly string[], names: readonly string[]): number {
  const present = header.map(headerName);
  return names.map((name) => present.indexOf(headerName(name))).find((place) => place >= 0) ?? -1;
}

/** The system whose export a header belongs to, or null. */
export function profileOf(header: readonly string[]): Profile | null {
  return PROFILES.find(({ signature }) => signature.every((names) => placeOf(header, names) >= 0)) ?? null;
}
