// What the organisation sets up: people, plans, fields, views, texts, rules.

export interface OrganizationTable {
  id: number;
  settingsJson: string;
}

export interface UserTable {
  id: string;
  externalId: string | null;
  name: string;
  email: string;
  phone: string | null;
  role: 'owner' | 'admin' | 'member';
  position: 'financeUser' | 'accountManager';
  createdAt: number;
}

export interface ApiKeyTable {
  id: string;
  name: string;
  hash: string;
  hint: string;
  role: 'owner' | 'admin' | 'member';
  userId: string | null;
  createdAt: number;
  revokedAt: number | null;
}

export interface PlanTable {
  id: string;
  name: string;
  level: 'customer' | 'invoice';
  isDefault: number;
  version: number;
  definitionJson: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
}

/** CUS-4: a typed field of customers; `source` names what feeds it, null is the organisation's own. */
export interface CustomFieldTable {
  key: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'boolean' | 'select' | 'multiSelect' | 'email' | 'url';
  optionsJson: string;
  source: string | null;
  createdAt: number;
}

export interface SavedViewTable {
  id: string;
  name: string;
  list: 'customers' | 'invoices' | 'actions';
  definitionJson: string;
  /** Null is everybody's. */
  userId: string | null;
  createdAt: number;
  updatedAt: number;
}

/** One of the organisation's own messages with its variants by language and form of address (PLN-3). */
export interface MessageTemplateTable {
  key: string;
  name: string;
  version: number;
  variantsJson: string;
  createdAt: number;
  updatedAt: number;
}

export interface RuleTable {
  id: string;
  name: string;
  enabled: number;
  /** Why the connector switched it off; null where nobody or a person did. */
  disabledReason: string | null;
  /** RUL-4: 1 is the top of the list. */
  place: number;
  definitionJson: string;
  createdAt: number;
  updatedAt: number;
}

/** RUL-1, RUL-7: a customer's figures as rules and subscribers saw them last. */
export interface SeenFiguresTable {
  customerId: string;
  /** By currency: outstanding, overdue and unapplied amount. */
  balancesJson: string;
  score: 'A' | 'B' | 'C' | 'D' | null;
  delay: number | null;
}
