import type { Entry } from './calls.ts';
import { CUSTOMERS } from './customers.ts';
import { FILES } from './files.ts';
import { ORGANIZATION } from './organization.ts';
import { SOURCES } from './sources.ts';
import { REPLIES } from './replies.ts';
import { TOOLS } from './tools.ts';

/** CUS-5: every call, and who may make it. */
export const MATRIX: Readonly<Record<string, Entry>> = {
  ...ORGANIZATION,
  ...CUSTOMERS,
  ...TOOLS,
  ...SOURCES,
  ...FILES,
  ...REPLIES,
};
