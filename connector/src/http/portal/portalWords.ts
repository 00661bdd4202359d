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
  readonly pay: string;
  readonly howToPay: string;
  readonly expired: string;
  /** Above the page, where a form is about an invoice that is not open. */
  readonly gone: string;
  /** Above the page, where the source gives no page for paying. */
  readonly payLater: string;
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
    pay: 'Pay',
    howToPay: 'How to pay',
    expired: 'This link has expired or is incomplete. Please use the link of our latest message.',
    gone: 'This invoice is not open any more: nothing was noted.',
    payLater: 'The page for paying cannot be opened right now. Please try again in a few minutes.',
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
    pay: 'Payer',
    howToPay: 'Comment payer',
    expired: 'Ce lien a expiré ou est incomplet. Merci d’utiliser celui de notre dernier message.',
    gone: 'Cette facture n’est plus ouverte : rien n’a été enregistré.',
    payLater: 'La page de paiement ne peut pas être ouverte pour le moment. Merci de réessayer dans quelques minutes.',
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
  de: {
    title: 'Ihre offenen Rechnungen',
    nothing: 'Es ist keine Rechnung offen. Vielen Dank!',
    number: 'Rechnung',
    due: 'Fällig am',
    open: 'Offen',
    total: 'Offener Gesamtbetrag',
    late: (days) => (days === 1 ? '1 Tag überfällig' : `${days} Tage überfällig`),
    disputed: 'strittig',
    promised: (date) => `Zahlung zugesagt bis ${date}`,
    pay: 'Bezahlen',
    howToPay: 'So können Sie bezahlen',
    expired: 'Dieser Link ist abgelaufen oder unvollständig. Bitte verwenden Sie den Link unserer letzten Nachricht.',
    gone: 'Diese Rechnung ist nicht mehr offen: Es wurde nichts eingetragen.',
    payLater:
      'Die Zahlungsseite lässt sich gerade nicht öffnen. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    more: 'Zahlung ankündigen oder Problem melden',
    promise: 'Zahlung ankündigen',
    date: 'Sie zahlen spätestens am',
    amount: (all) => `Betrag (leer: alles, ${all})`,
    sendPromise: 'Zahlung zusagen',
    dispute: 'Problem melden',
    reason: 'Was stimmt nicht?',
    choose: 'Bitte wählen',
    comment: 'Was sollten wir wissen? (freiwillig)',
    sendDispute: 'Rechnung beanstanden',
    reasons: {
      amount: 'Falscher Betrag',
      goods: 'Ware fehlt oder ist mangelhaft',
      service: 'Leistung nicht wie vereinbart',
      delivery: 'Lieferung verspätet oder ausgeblieben',
      price: 'Preis nicht wie vereinbart',
      duplicate: 'Doppelt berechnet',
      missingReference: 'Bestellnummer oder Referenz fehlt',
      other: 'Anderes',
    },
    mistakes: {
      date: (first, last) => `Bitte wählen Sie einen Tag vom ${first} bis zum ${last}.`,
      amount: (all, example) => `Bitte geben Sie einen Betrag von höchstens ${all} ein, zum Beispiel ${example}.`,
      reason: 'Bitte wählen Sie, was nicht stimmt.',
      comment: 'Bitte schreiben Sie höchstens 2.000 Zeichen.',
      changed:
        'Zu dieser Rechnung war schon etwas anderes eingetragen. Bitte antworten Sie auf unsere letzte Nachricht, um es zu ändern.',
    },
  },
  es: {
    title: 'Sus facturas pendientes',
    nothing: 'No hay ninguna factura pendiente. ¡Gracias!',
    number: 'Factura',
    due: 'Vencimiento',
    open: 'Pendiente',
    total: 'Total pendiente',
    late: (days) => (days === 1 ? '1 día de retraso' : `${days} días de retraso`),
    disputed: 'en disputa',
    promised: (date) => `pago prometido para el ${date}`,
    pay: 'Pagar',
    howToPay: 'Cómo pagar',
    expired: 'Este enlace ha caducado o está incompleto. Utilice el enlace de nuestro último mensaje.',
    gone: 'Esta factura ya no está pendiente: no se ha registrado nada.',
    payLater: 'La página de pago no se puede abrir en este momento. Vuelva a intentarlo dentro de unos minutos.',
    more: 'Anunciar un pago o comunicar un problema',
    promise: 'Anunciar un pago',
    date: 'Usted pagará a más tardar el',
    amount: (all) => `Importe (déjelo vacío para todo, ${all})`,
    sendPromise: 'Prometer el pago',
    dispute: 'Comunicar un problema',
    reason: '¿Cuál es el problema?',
    choose: 'Elija una opción',
    comment: '¿Qué debemos saber? (opcional)',
    sendDispute: 'Reclamar la factura',
    reasons: {
      amount: 'Importe incorrecto',
      goods: 'Mercancía incompleta o defectuosa',
      service: 'Servicio distinto de lo acordado',
      delivery: 'Entrega retrasada o no recibida',
      price: 'Precio distinto de lo acordado',
      duplicate: 'Facturado dos veces',
      missingReference: 'Falta el número de pedido o la referencia',
      other: 'Otro motivo',
    },
    mistakes: {
      date: (first, last) => `Elija un día del ${first} al ${last}.`,
      amount: (all, example) => `Indique un importe de ${all} como máximo, por ejemplo ${example}.`,
      reason: 'Elija cuál es el problema.',
      comment: 'Escriba 2.000 caracteres como máximo.',
      changed: 'Ya se había registrado otra cosa para esta factura. Responda a nuestro último mensaje para cambiarla.',
    },
  },
  it: {
    title: 'Le Sue fatture aperte',
    nothing: 'Nessuna fattura è aperta. Grazie!',
    number: 'Fattura',
    due: 'Scadenza',
    open: 'Da pagare',
    total: 'Totale da pagare',
    late: (days) => (days === 1 ? '1 giorno di ritardo' : `${days} giorni di ritardo`),
    disputed: 'contestata',
    promised: (date) => `pagamento promesso entro il ${date}`,
    pay: 'Paga',
    howToPay: 'Come pagare',
    expired: 'Questo link è scaduto o incompleto. La preghiamo di usare il link del nostro ultimo messaggio.',
    gone: 'Questa fattura non è più aperta: non è stato registrato nulla.',
    payLater:
      'La pagina di pagamento non si può aprire in questo momento. La preghiamo di riprovare fra qualche minuto.',
    more: 'Annunciare un pagamento o segnalare un problema',
    promise: 'Annunciare un pagamento',
    date: 'Pagherà entro il',
    amount: (all) => `Importo (lasci vuoto per tutto, ${all})`,
    sendPromise: 'Promettere il pagamento',
    dispute: 'Segnalare un problema',
    reason: 'Qual è il problema?',
    choose: 'Scelga una voce',
    comment: 'Che cosa dobbiamo sapere? (facoltativo)',
    sendDispute: 'Contestare la fattura',
    reasons: {
      amount: 'Importo errato',
      goods: 'Merce mancante o difettosa',
      service: 'Servizio non conforme agli accordi',
      delivery: 'Consegna in ritardo o mancata',
      price: 'Prezzo non conforme agli accordi',
      duplicate: 'Fatturato due volte',
      missingReference: 'Numero d’ordine o riferimento mancante',
      other: 'Altro',
    },
    mistakes: {
      date: (first, last) => `Scelga un giorno compreso tra: ${first} – ${last}.`,
      amount: (all, example) => `Indichi un importo di ${all} al massimo, ad esempio ${example}.`,
      reason: 'Scelga qual è il problema.',
      comment: 'Scriva al massimo 2.000 caratteri.',
      changed: 'Per questa fattura era già registrato altro. Per modificarlo risponda al nostro ultimo messaggio.',
    },
  },
  nl: {
    title: 'Uw openstaande facturen',
    nothing: 'Er staat geen factuur open. Hartelijk dank!',
    number: 'Factuur',
    due: 'Vervaldatum',
    open: 'Openstaand',
    total: 'Totaal openstaand',
    late: (days) => (days === 1 ? '1 dag te laat' : `${days} dagen te laat`),
    disputed: 'in geschil',
    promised: (date) => `betaling toegezegd voor ${date}`,
    pay: 'Betalen',
    howToPay: 'Zo kunt u betalen',
    expired: 'Deze link is verlopen of onvolledig. Gebruik de link uit ons laatste bericht.',
    gone: 'Deze factuur staat niet meer open: er is niets genoteerd.',
    payLater: 'De betaalpagina kan nu niet worden geopend. Probeer het over een paar minuten opnieuw.',
    more: 'Betaling aankondigen of probleem melden',
    promise: 'Betaling aankondigen',
    date: 'U betaalt uiterlijk op',
    amount: (all) => `Bedrag (leeg: alles, ${all})`,
    sendPromise: 'Betaling toezeggen',
    dispute: 'Probleem melden',
    reason: 'Wat klopt er niet?',
    choose: 'Maak een keuze',
    comment: 'Wat moeten wij weten? (niet verplicht)',
    sendDispute: 'Factuur betwisten',
    reasons: {
      amount: 'Verkeerd bedrag',
      goods: 'Goederen ontbreken of zijn gebrekkig',
      service: 'Dienst niet zoals afgesproken',
      delivery: 'Levering te laat of niet ontvangen',
      price: 'Prijs niet zoals afgesproken',
      duplicate: 'Dubbel gefactureerd',
      missingReference: 'Bestelnummer of referentie ontbreekt',
      other: 'Anders',
    },
    mistakes: {
      date: (first, last) => `Kies een dag van ${first} tot en met ${last}.`,
      amount: (all, example) => `Vul een bedrag van hoogstens ${all} in, bijvoorbeeld ${example}.`,
      reason: 'Kies wat er niet klopt.',
      comment: 'Schrijf hoogstens 2.000 tekens.',
      changed: 'Er was al iets anders genoteerd voor deze factuur. Beantwoord ons laatste bericht om dat te wijzigen.',
    },
  },
};

/** The words of a language, else English; figures are then written as there. */
export function portalWords(language: string): PortalWords {
  const tag = generalizations(language.toLowerCase()).find((each) => Object.hasOwn(WORDS, each));
  return tag === undefined ? { language: 'en', ...WORDS['en']! } : { language, ...WORDS[tag]! };
}
