import { generalizations } from '../language.ts';

/** The fixed words of statements and letters in one language. */
export interface PdfWords {
  readonly language: string;
  readonly statement: string;
  readonly asOf: (date: string) => string;
  readonly invoice: string;
  readonly issued: string;
  readonly due: string;
  readonly amount: string;
  readonly open: string;
  readonly lateness: string;
  readonly daysLate: (days: number) => string;
  readonly dueIn: (days: number) => string;
  readonly disputed: string;
  readonly notYetDue: string;
  readonly overdue: string;
  readonly unapplied: string;
  /** What was paid back without a credit note. */
  readonly refunded: string;
  /** What of the total is in dispute (DIS-1). */
  readonly notAskedFor: string;
  readonly total: string;
  readonly inCurrency: (currency: string) => string;
  readonly nothing: string;
  readonly reference: string;
}

const counted = (one: string, other: string) => (count: number) =>
  (count === 1 ? one : other).replace('#', String(count));

const WORDS: Readonly<Record<string, Omit<PdfWords, 'language'>>> = {
  en: {
    statement: 'Statement of account',
    asOf: (date) => `as of ${date}`,
    invoice: 'Invoice',
    issued: 'Issued',
    due: 'Due date',
    amount: 'Amount',
    open: 'Outstanding',
    lateness: 'Status',
    daysLate: counted('1 day late', '# days late'),
    dueIn: (days) => (days === 0 ? 'due today' : days === 1 ? 'due in 1 day' : `due in ${days} days`),
    disputed: 'in dispute',
    notYetDue: 'Not yet due',
    overdue: 'Overdue',
    unapplied: 'Payments and credits not yet allocated',
    refunded: 'Refunds not yet allocated',
    notAskedFor: 'In dispute, not asked for here',
    total: 'Total outstanding',
    inCurrency: (currency) => `Invoices in ${currency}`,
    nothing: 'No invoice is open.',
    reference: 'Your reference',
  },
  fr: {
    statement: 'Relevé de compte',
    asOf: (date) => `au ${date}`,
    invoice: 'Facture',
    issued: 'Émise le',
    due: 'Échéance',
    amount: 'Montant',
    open: 'Restant dû',
    lateness: 'Situation',
    daysLate: counted('1 jour de retard', '# jours de retard'),
    dueIn: (days) => (days === 0 ? 'échue aujourd’hui' : days === 1 ? 'dans 1 jour' : `dans ${days} jours`),
    disputed: 'en litige',
    notYetDue: 'Non échu',
    overdue: 'Échu',
    unapplied: 'Règlements et avoirs non affectés',
    refunded: 'Remboursements non affectés',
    notAskedFor: 'En litige, non réclamé ici',
    total: 'Total restant dû',
    inCurrency: (currency) => `Factures en ${currency}`,
    nothing: 'Aucune facture n’est ouverte.',
    reference: 'Votre référence',
  },
  de: {
    statement: 'Kontoauszug',
    asOf: (date) => `Stand ${date}`,
    invoice: 'Rechnung',
    issued: 'Rechnungsdatum',
    due: 'Fällig am',
    amount: 'Betrag',
    open: 'Offen',
    lateness: 'Stand',
    daysLate: counted('1 Tag überfällig', '# Tage überfällig'),
    dueIn: (days) => (days === 0 ? 'heute fällig' : days === 1 ? 'fällig in 1 Tag' : `fällig in ${days} Tagen`),
    disputed: 'strittig',
    notYetDue: 'Noch nicht fällig',
    overdue: 'Überfällig',
    unapplied: 'Noch nicht zugeordnete Zahlungen und Gutschriften',
    refunded: 'Noch nicht zugeordnete Erstattungen',
    notAskedFor: 'Strittig, hier nicht angemahnt',
    total: 'Offener Gesamtbetrag',
    inCurrency: (currency) => `Rechnungen in ${currency}`,
    nothing: 'Es ist keine Rechnung offen.',
    reference: 'Ihr Zeichen',
  },
  es: {
    statement: 'Estado de cuenta',
    asOf: (date) => `a ${date}`,
    invoice: 'Factura',
    issued: 'Emitida',
    due: 'Vencimiento',
    amount: 'Importe',
    open: 'Pendiente',
    lateness: 'Situación',
    daysLate: counted('1 día de retraso', '# días de retraso'),
    dueIn: (days) => (days === 0 ? 'vence hoy' : days === 1 ? 'vence en 1 día' : `vence en ${days} días`),
    disputed: 'en disputa',
    notYetDue: 'No vencido',
    overdue: 'Vencido',
    unapplied: 'Pagos y abonos sin asignar',
    refunded: 'Reembolsos sin asignar',
    notAskedFor: 'En disputa, no reclamado aquí',
    total: 'Total pendiente',
    inCurrency: (currency) => `Facturas en ${currency}`,
    nothing: 'No hay ninguna factura pendiente.',
    reference: 'Su referencia',
  },
  it: {
    statement: 'Estratto conto',
    asOf: (date) => `al ${date}`,
    invoice: 'Fattura',
    issued: 'Emessa il',
    due: 'Scadenza',
    amount: 'Importo',
    open: 'Da pagare',
    lateness: 'Situazione',
    daysLate: counted('1 giorno di ritardo', '# giorni di ritardo'),
    dueIn: (days) => (days === 0 ? 'scade oggi' : days === 1 ? 'scade tra 1 giorno' : `scade tra ${days} giorni`),
    disputed: 'contestata',
    notYetDue: 'Non scaduto',
    overdue: 'Scaduto',
    unapplied: 'Pagamenti e crediti non ancora abbinati',
    refunded: 'Rimborsi non ancora abbinati',
    notAskedFor: 'Contestato, qui non sollecitato',
    total: 'Totale da pagare',
    inCurrency: (currency) => `Fatture in ${currency}`,
    nothing: 'Nessuna fattura è aperta.',
    reference: 'Vostro riferimento',
  },
  nl: {
    statement: 'Rekeningoverzicht',
    asOf: (date) => `per ${date}`,
    invoice: 'Factuur',
    issued: 'Factuurdatum',
    due: 'Vervaldatum',
    amount: 'Bedrag',
    open: 'Openstaand',
    lateness: 'Status',
    daysLate: counted('1 dag te laat', '# dagen te laat'),
    dueIn: (days) =>
      days === 0 ? 'vervalt vandaag' : days === 1 ? 'vervalt over 1 dag' : `vervalt over ${days} dagen`,
    disputed: 'in geschil',
    notYetDue: 'Nog niet vervallen',
    overdue: 'Vervallen',
    unapplied: 'Nog niet toegewezen betalingen en creditnota’s',
    refunded: 'Nog niet toegewezen terugbetalingen',
    notAskedFor: 'In geschil, hier niet gevraagd',
    total: 'Totaal openstaand',
    inCurrency: (currency) => `Facturen in ${currency}`,
    nothing: 'Er staat geen factuur open.',
    reference: 'Uw kenmerk',
  },
};

/** The words of the first language that they are there in, else English; `language` is then how figures are written. */
export function pdfWords(languages: readonly string[]): PdfWords {
  for (const language of languages) {
    for (const tag of generalizations(language)) {
      const words = WORDS[tag.toLowerCase()];
      if (words) return { language, ...words };
    }
  }
  return { language: 'en', ...WORDS['en']! };
}
