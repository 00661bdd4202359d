/** The parts of the connector's API that the nodes read or write, under the names the nodes use. */

export type ActionStatus =
  'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
export type Channel = 'email' | 'sms' | 'letter' | 'call' | 'task';

export interface Plan {
  id: string;
  name: string;
  level: 'customer' | 'invoice';
  isDefault: boolean;
}

export interface Customer {
  id: string;
  externalId: string | null;
  name: string;
}

export interface Invoice {
  id: string;
  externalId: string | null;
  number: string;
  status: string;
}

export interface User {
  id: string;
  name: string;
  email: string;
}

export interface Template {
  key: string;
  name?: string;
}

export interface Action {
  id: string;
  mode: 'automatic' | 'manual';
}

export interface Claims {
  actions: Array<Action & { claimToken: string | null }>;
}

export interface CadenceRun {
  executed: number;
  toDo: number;
  cancelled: number;
  failed: number;
  uncertain: number;
  remaining: number;
  actions: Action[];
}

export interface BatchResult {
  index: number;
  status: 'created' | 'updated' | 'unchanged' | 'refused';
  id?: string;
  errors?: Array<{ path: string; message: string }>;
}

export interface Assignment {
  assigned: number;
  refused: Array<{ id: string; reason: string }>;
  warnings: Array<{ id: string; code: string }>;
}
