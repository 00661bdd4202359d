// Installs the n8n of the demo and the end-to-end tests ahead of time.
import { step } from '../terminal.ts';
import { ensureN8n } from './install.ts';

await step(
  'n8n',
  ensureN8n,
  ({ version, directory, reused }) => `${version} in ${directory}${reused ? ', reused' : ''}`,
);
