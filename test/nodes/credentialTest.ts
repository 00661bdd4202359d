import type { ICredentialDataDecryptedObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { additionalDataFor } from './harness.ts';
import { core, credentialType, nodeTypes, workflow as n8n } from './n8n.ts';

/** Runs a credential's own test request as n8n's credential dialog does; gives the answer or throws what it shows as an error. */
export async function testCredential(
  type: string,
  data: ICredentialDataDecryptedObject,
): Promise<INodeExecutionData[][]> {
  const { test } = credentialType(type);
  if (!test) throw new Error(`${type} has no test`);
  const noOp = nodeTypes.getByNameAndVersion('n8n-nodes-base.noOp');
  const property = {
    displayName: 'Test',
    name: 'test',
    type: 'string',
    default: '',
    routing: { request: test.request },
  };
  const nodeType = {
    description: { ...noOp.description, credentials: [{ name: type, required: true }], properties: [property] },
  } as INodeType;
  const node = {
    id: '1',
    name: 'Test',
    type: 'n8n-nodes-base.noOp',
    typeVersion: 1,
    position: [0, 0] as [number, number],
    parameters: {},
    credentials: { [type]: { id: '1', name: type } },
  };
  const types = { ...nodeTypes, getByNameAndVersion: () => nodeType };
  const workflow = new n8n.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: types });
  const additionalData = additionalDataFor({ url: String(data.baseUrl), key: String(data.apiKey) }, 'internal');
  const input = { main: [[{ json: {} }]] };
  const executeData = { node, data: {}, source: null };
  const runData = n8n.createEmptyRunExecutionData();
  const context = new core.ExecuteContext(
    workflow,
    node,
    additionalData,
    'internal',
    runData,
    0,
    [],
    input,
    executeData,
    [],
  );
  return (await new core.RoutingNode(context, nodeType, { id: '1', name: type, type, data }).runNode()) ?? [];
}
