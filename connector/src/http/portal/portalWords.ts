import { generalizations } from '../../delivery/language.ts';

/** What the portal says in one language, formally. Amounts and dates come formatted; HTML where an argument is. */
export interface PortalWords {
  /** How figures are written. */
  readonly language: string;
  readonly title: string;
  readonly nothing: string;
  readonly number: string;
  readonly due: string;
  readonly open: string;
  readonly total: string;
  readonly late: (days: number) => string;
  readonly disputed: string;
  readonly promised: (date: string) => string;
  readonly expired: string;
  /** Above the page, where a form is about an invoice that is not open. */
  readonly gone: string;
  /** What opens both forms; where a promise is open, `dispute` opens the other. */
  readonly more: string;
  readonly promise: string;
  readonly date: string;
  readonly amount: (all: string) => string;
  readonly sendPromise: string;
  readonly dispute: string;
  readonly reason: string;
  readonly choose: string;
  readonly comment: string;
  readonly sendDispute: string;
  /** The reasons that are shipped, by key. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly mistakes: {
    readonly date: (first: string, last: string) => string;
    readonly amount: (all: string, example: string) => string;
    readonly reason: string;
    readonly comment: string;
    readonly changed: string;
  };
}

const WORDS: Readonly<Record<string, Omit<PortalWords, 'language'>>> = {
  en: {
    title: 'Your open invoices',
    nothing: 'No invoice is open. Thank you!',
    number: 'Invoice',
    due: 'Due',
    open: 'Open',
    total: 'Total outstanding',
    late: (days) => (days === 1 ? '1 day late' : `${days} days late`),
    disputed: 'in dispute',
    promised: (date) => `promised for ${date}`,
    expired: 'This link has expired or is incomplete. Please use the link of our latest message.',
    gone: 'This invoice is not open any more: nothing was noted.',
    more: 'Announce a payment or report a problem',
    promise: 'Announce a payment',
    date: 'You will pay by',
    amount: (all) => `Amount (leave empty for all, ${all})`,
    sendPromise: 'Promise payment',
    dispute: 'Report a problem',
    reason: 'What is wrong?',
    choose: 'Please choose',
    comment: 'What should we know? (optional)',
    sendDispute: 'Dispute the invoice',
    reasons: {
      amount: 'Wrong amount',
      goods: 'Goods missing or faulty',
      service: 'Service not as agreed',
      delivery: 'Delivery late or missing',
      price: 'Price not as agreed',
      duplicate: 'Invoiced twice',
      missingReference: 'Order number or reference missing',
      other: 'Other',
    },
    mistakes: {
      date: (first, last) => `Please choose a day from ${first} to ${last}.`,
      amount: (all, example) => `Please enter an amount of at most ${all}, such as ${example}.`,
      reason: 'Please choose what is wrong.',
      comment: 'Please write at most 2,000 characters.',
      changed: 'Something else was noted for this invoice before. Please answer our latest message to change it.',
    },
  },
  fr: {
    title: 'Vos factures ouvertes',
    nothing: 'Aucune facture n’est ouverte. Merci !',
    number: 'Facture',
    due: 'Échéance',
    open: 'Restant dû',
    total: 'Encours total',
    late: (days) => (days === 1 ? '1 jour de retard' : `${days} jours de retard`),
    disputed: 'en litige',
    promised: (date) => `paiement promis pour le ${date}`,
    expired: 'Ce lien a expiré ou est incomplet. Merci d’utiliser celui de notre dernier message.',
    gone: 'Cette facture n’est plus ouverte : rien n’a été enregistré.',
    more: 'Annoncer un paiement ou signaler un problème',
    promise: 'Annoncer un paiement',
    date: 'Vous paierez au plus tard le',
    amount: (all) => `Montant (laissez vide pour la totalité, ${all})`,
    sendPromise: 'Promettre le paiement',
    dispute: 'Signaler un problème',
    reason: 'Quel est le problème ?',
    choose: 'Veuillez choisir',
    comment: 'Que devons-nous savoir ? (facultatif)',
    sendDispute: 'Contester la facture',
    reasons: {
      amount: 'Montant erroné',
      goods: 'Marchandise manquante ou défectueuse',
      service: 'Prestation non conforme',
      delivery: 'Livraison tardive ou manquante',
      price: 'Prix non conforme à l’accord',
      duplicate: 'Facturé deux fois',
      missingReference: 'Numéro de commande ou référence manquants',
      other: 'Autre',
    },
    mistakes: {
      date: (first, last) => `Veuillez choisir un jour du ${first} au ${last}.`,
      amount: (all, example) => `Veuillez saisir un montant de ${all} au plus, par exemple ${example}.`,
      reason: 'Veuillez choisir le problème.',
      comment: 'Veuillez écrire 2 000 caractères au plus.',
      changed:
        'Autre chose a déjà été enregistré pour cette facture. Merci de répondre à notre dernier message pour le changer.',
    },
  },
};

/** The words of a language, else English; figures are then written as there. */
export function portalWords(language: string): PortalWords {
  const tag = generalizations(language.toLowerCase()).find((each) => Object.hasOwn(WORDS, each));
  return tag === undefined ? { language: 'en', ...WORDS['en']! } : { language, ...WORDS[tag]! };
}
