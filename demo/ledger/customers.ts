/** How a customer pays: days from the due date to the payment, and in how many parts. */
export type Habit = 'early' | 'prompt' | 'late' | 'veryLate' | 'inParts' | 'stopped';

export interface SampleCustomer {
  externalId: string;
  name: string;
  language: 'en' | 'fr';
  formOfAddress: 'formal' | 'informal';
  country: string;
  currency: string;
  habit: Habit;
  /** Days from issue to due date. */
  terms: number;
  /** Days between two invoices, about. */
  rhythm: number;
  /** A usual invoice, in whole units of the currency. */
  usualAmount: number;
  contacts: Array<{ firstName: string; lastName: string; email: string; position: string; isMain: boolean }>;
  /** Index of the account manager. */
  manager: number;
  firm: boolean;
}

const habits: Record<string, Habit> = { e: 'early', p: 'prompt', l: 'late', v: 'veryLate', i: 'inParts', s: 'stopped' };

/**
 * name | language and form of address | country | currency | habit | terms | rhythm | usual amount | contacts (first is
 * the main one; nobody at all happens too) | plan: firm or not
 */
const table = `
Ashdown Joinery|en formal|GB|GBP|p|30|30|1240|Helen Ashdown|
Atelier Mistral|fr formal|FR|EUR|l|30|28|860|Claire Roussel, Marc Roussel|
Bakewell & Sons|en formal|GB|GBP|v|30|35|2150|Tom Bakewell|firm
Biscuiterie du Port|fr informal|FR|EUR|p|45|30|640|Yann Le Goff|
Blue Heron Cafés|en informal|IE|EUR|l|14|14|310|Aoife Brennan|
Boulangerie Vasseur|fr informal|FR|EUR|s|30|30|420|Sophie Vasseur|firm
Cadenza Music School|en informal|GB|GBP|p|30|60|380|Imogen Clarke|
Cartonnages Delmas|fr formal|FR|EUR|i|60|30|3980|Philippe Delmas, Agnès Petit|
Chantier Naval Kermor|fr formal|FR|EUR|v|45|40|7450|Loïc Kermor|firm
Cirrus Analytics|en informal|US|USD|e|30|30|5200|Dana Whitfield|
Clinique des Tilleuls|fr formal|FR|EUR|p|60|30|2890|Docteur Anne Favre, Julien Morel|
Copperfield Hotels|en formal|GB|GBP|l|45|21|4100|Martin Shaw, Ruth Alder|
Coopérative du Val|fr informal|FR|EUR|l|30|30|1530|Nadia Benali|
Dorset Pottery|en informal|GB|GBP|p|30|45|290|Ellen Hardy|
Domaine Sarrazin|fr formal|FR|EUR|p|45|60|1980|Étienne Sarrazin|
École Montclair|fr formal|BE|EUR|l|30|30|750|Isabelle Wauters|
Falcon Freight|en formal|GB|GBP|v|30|20|6120|Gareth Pryce|firm
Ferme des Trois Chênes|fr informal|FR|EUR|p|30|45|330|Luc Hamelin|
Fjord & Field|en formal|NO|EUR|e|14|30|1120|Ingrid Solberg|
Galerie Obscura|fr informal|BE|EUR|i|30|45|2600|Thomas Claes|
Garage Pelletier|fr formal|FR|EUR|s|30|35|980|Bruno Pelletier|
Glasshouse Nurseries|en informal|IE|EUR|p|30|30|510|Declan Moore|
Granite Works|en formal|GB|GBP|l|60|40|3350|Fiona Murray|
Hôtel de la Grève|fr formal|FR|EUR|l|45|30|2240|Catherine Ollivier|
Imprimerie Lefort|fr formal|FR|EUR|v|30|25|1870|Alain Lefort|firm
Juniper Health|en formal|US|USD|p|30|30|3900|Samuel Ortiz, Grace Kim|
Kestrel Cycles|en informal|GB|GBP|l|30|30|690|Jonah Reed|
Librairie Papillon|fr informal|FR|EUR|p|30|30|270|Camille Durand|
Lumen Éclairage|fr formal|CH|EUR|p|45|45|4480|Pascal Reymond|
Maison Verdier|fr formal|FR|EUR|l|30|21|1340|Hélène Verdier|
Meadowlark Events|en informal|GB|GBP|s|14|30|1760|Sasha Quinn|firm
Menuiserie Aubry|fr informal|FR|EUR|i|30|40|2050|Kévin Aubry|
North Quay Fisheries|en formal|GB|GBP|p|30|30|2780|Alistair Dunn|
Oakridge Schools Trust|en formal|GB|GBP|l|60|30|5600|Margaret Hollis, Finance Office|
Pharmacie Centrale|fr formal|FR|EUR|p|30|30|890|Olivier Garnier|
Quantock Brewery|en informal|GB|GBP|l|30|28|1430|Rob Tanner|
Restaurant L’Écluse|fr informal|FR|EUR|v|14|14|360|Mehdi Slimani|
Saltmarsh Theatre|en informal|GB|GBP|p|45|60|720|Bea Norris|
Transports Rivière|fr formal|FR|EUR|l|45|20|3620|Gilles Rivière|
Willow & Wren|en informal|IE|EUR|s|30|35|450||
`;

export const customers: SampleCustomer[] = table
  .trim()
  .split('\n')
  .map((line, index) => {
    const [name = '', speech = '', country = '', currency = '', habit = '', terms, rhythm, amount, people = '', plan] =
      line.split('|');
    const [language, formOfAddress] = speech.split(' ') as ['en' | 'fr', 'formal' | 'informal'];
    const domain = `${plain(name).replaceAll(' ', '-')}.example`;
    return {
      externalId: `C-${String(1001 + index)}`,
      name,
      language,
      formOfAddress,
      country,
      currency,
      habit: habits[habit]!,
      terms: Number(terms),
      rhythm: Number(rhythm),
      usualAmount: Number(amount),
      contacts: people
        .split(', ')
        .filter(Boolean)
        .map((person, position) => contact(person, domain, position)),
      manager: index % 3,
      firm: plan === 'firm',
    };
  });

function contact(person: string, domain: string, position: number) {
  const [firstName = '', ...rest] = person.split(' ');
  const lastName = rest.join(' ');
  return {
    firstName,
    lastName,
    email: `${plain(person).replaceAll(' ', '.')}@${domain}`,
    position: position === 0 ? 'accounting' : 'purchaser',
    isMain: position === 0,
  };
}

/** Lower case ASCII letters, single spaces. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();
}
