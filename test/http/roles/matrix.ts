import type { Entry } from './calls.ts';
import { CUSTOMERS } from './customers.ts';
import { ORGANIZATION } from './organization.ts';

/** CUS-5: every call, and who may make it. */
export const MATRIX: Readonly<Record<string, Entry>> = { ...ORGANIZATION, ...CUSTOMERS };
