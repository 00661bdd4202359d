import type { FormOfAddress } from '../../connector/src/delivery/language.ts';

type Language = 'en' | 'fr' | 'de' | 'es' | 'it' | 'nl';

const FORMS = ['formal', 'informal'] as const;

/** What every shipped message is written in. */
export const VARIANTS: readonly { name: string; language: Language; formOfAddress: FormOfAddress | null }[] = [
  { name: 'en', language: 'en', formOfAddress: null },
  ...(['fr', 'de', 'es', 'it', 'nl'] as const).flatMap((language) =>
    FORMS.map((formOfAddress) => ({ name: `${language}-${formOfAddress}`, language, formOfAddress })),
  ),
];

/** Frequent words that only this one of our languages has, in lower case. */
export const WORDS: Readonly<Record<Language, readonly string[]>> = {
  en: 'the and your you invoice invoices payment please amount days reminder regards today issued late'.split(' '),
  fr: 'vous votre nous notre facture factures règlement échéance retard jours émise cordialement les dû'.split(' '),
  de: 'und der das ist nicht wir uns rechnung rechnungen zahlung tage fällig bitte grüße heute'.split(' '),
  es: 'factura facturas pago nuestra nuestros los el por días importe gracias saludo hoy emitida'.split(' '),
  it: 'fattura fatture pagamento nostra della giorni questo saluti scadenza oggi emessa'.split(' '),
  nl: 'factuur facturen betaling het een wij op ons dagen groet vandaag vervaldatum openstaand'.split(' '),
};

/** How a person is addressed, as written: German and Italian tell the polite words by their capital. */
export const ADDRESS: Readonly<Partial<Record<Language, Readonly<Record<FormOfAddress, readonly string[]>>>>> = {
  fr: {
    formal: 'vous votre vos Vous Votre'.split(' '),
    informal: 'tu te toi ton ta tes Tu Ta'.split(' '),
  },
  de: {
    formal: 'Sie Ihnen Ihr Ihre Ihrer Ihrem Ihren'.split(' '),
    informal: 'du dich dir dein deine deiner deinem deinen Du Dein Deine'.split(' '),
  },
  es: {
    formal: 'usted su sus le Su Le tiene puede díganos responda Indíquenos'.split(' '),
    informal: 'tú tu tus te ti contigo tuya Tu Te tienes puedes dinos responde respóndenos'.split(' '),
  },
  it: {
    formal: 'Lei Suo Sua Suoi Sue ricordarLe contatti risponda'.split(' '),
    informal: 'tu ti te tuo tua tuoi tue Ti contattaci rispondi'.split(' '),
  },
  nl: {
    formal: 'u uw Uw'.split(' '),
    informal: 'je jij jou jouw Je'.split(' '),
  },
};

/** Where the bank details are to be found. */
export const BANK_DETAILS =
  /bank details|coordonnées bancaires|Bankverbindung|datos bancarios|coordinate bancarie|bankgegevens/;
