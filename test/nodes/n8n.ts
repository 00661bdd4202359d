import 'reflect-metadata';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as N8nCore from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';

// By require: n8n-core uses the CommonJS build of n8n-workflow, and its classes must be the ones that the test sees.
const require = createRequire(import.meta.url);
export const core = require('n8n-core') as typeof N8nCore;
export const workflow = require('n8n-workflow') as typeof N8nWorkflow;

const root = path.resolve(import.meta.dirname, '../..');

/** The package as npm run build left it, and n8n-nodes-base for the nodes around ours. */
export const ours = new core.PackageDirectoryLoader(root);
const base = new core.LazyPackageDirectoryLoader(path.dirname(require.resolve('n8n-nodes-base/package.json')));
await ours.loadAll();
await base.loadAll();

export const nodeTypes: INodeTypes = {
  getByName: (type): INodeType | IVersionedNodeType => load(type),
  getByNameAndVersion: (type, version) => workflow.NodeHelpers.getVersionedNodeType(load(type), version),
  getKnownTypes: () => ({ ...ours.known.nodes, ...base.known.nodes }),
};

function load(type: string): INodeType | IVersionedNodeType {
  const [packageName, name = ''] = type.split('.');
  return (packageName === 'n8n-nodes-dunning' ? ours : base).getNode(name).type;
}

export function credentialType(name: string): ICredentialType {
  return ours.getCredential(name).type;
}
