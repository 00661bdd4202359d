import type {
  IConnections,
  IDataObject,
  INode,
  INodeExecutionData,
  INodeListSearchResult,
  INodeParameters,
  INodePropertyOptions,
  IRun,
  IWorkflowExecuteAdditionalData,
  NodeExecutionHint,
  WorkflowExecuteMode,
} from 'n8n-workflow';
import { credentialsOf } from './credentials.ts';
import { core, nodeTypes, ours, workflow as n8n } from './n8n.ts';

export interface Connection {
  url: string;
  key: string;
}

export interface NodeSpec {
  /** Without a package: one of ours. */
  type: string;
  parameters?: INodeParameters;
  onError?: INode['onError'];
  /** Runs the node three times before its failure counts, as *Retry on Fail* does. */
  retryOnFail?: boolean;
  /** The nodes whose outputs come in, each as `Name` or `Name/<output index>`; the node before, if left out. */
  from?: string | string[];
}

export interface RunOptions {
  input?: IDataObject[];
  mode?: WorkflowExecuteMode;
  /** The mode of the workflow that called this one, which is then a sub-workflow. */
  calledIn?: WorkflowExecuteMode;
  /** The mode that the execution began in, which is now tried again. */
  begunIn?: WorkflowExecuteMode;
}

export interface Finished {
  /** The items of an output of a node; `[]` if it did not run or put out nothing. */
  output(node: string, index?: number): INodeExecutionData[];
  json(node: string, index?: number): IDataObject[];
  hints(node: string): NodeExecutionHint[];
  /** What stopped the workflow. */
  error?: { message: string; description?: string | null; context?: IDataObject; name?: string; httpCode?: string };
}

/** Runs a workflow in process: n8n's own engine, our built package, real HTTP. `input` comes out of a node named Input. */
export async function runWorkflow(
  connection: Connection,
  specs: Record<string, NodeSpec>,
  { input = [{}], mode = 'trigger', calledIn, begunIn = mode }: RunOptions = {},
): Promise<Finished> {
  const nodes: INode[] = [nodeOf('Input', { type: 'n8n-nodes-base.noOp' })];
  const connections: IConnections = {};
  for (const [name, spec] of Object.entries(specs)) {
    for (const from of [spec.from ?? nodes.at(-1)!.name].flat()) {
      const [source = '', index = '0'] = from.split('/');
      const outputs = ((connections[source] ??= { main: [] }).main ??= []);
      while (outputs.length <= Number(index)) outputs.push([]);
      outputs[Number(index)]!.push({ node: name, type: 'main', index: 0 });
    }
    nodes.push(nodeOf(name, spec));
  }
  const workflow = new n8n.Workflow({
    id: 'test',
    nodes,
    connections,
    active: false,
    nodeTypes,
    settings: { executionOrder: 'v1', timezone: 'Europe/Paris' },
  });
  const items = input.map((json) => ({ json }));
  const data = n8n.createRunExecutionData({
    executionData: {
      nodeExecutionStack: [{ node: workflow.getNode('Input')!, data: { main: [items] }, source: null }],
      runtimeData: { version: 1, establishedAt: Date.now(), source: begunIn },
    },
  });
  const additionalData = { ...additionalDataFor(connection, mode), rootExecutionMode: calledIn };
  const run = await new core.WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
  return finished(run);
}

/**
 * Has a node called by an agent that works on `item`, once for each set of arguments that the model gave, as n8n calls a node that is a
 * tool. What it answered, call by call.
 */
export async function callTool(
  connection: Connection,
  spec: NodeSpec,
  { item = {}, calls = [{}] }: { item?: IDataObject; calls?: IDataObject[] } = {},
): Promise<IDataObject[][]> {
  const [node, agent] = [nodeOf('Tool', spec), nodeOf('Agent', { type: 'n8n-nodes-base.noOp' })];
  const workflow = new n8n.Workflow({ id: 'test', nodes: [node, agent], connections: {}, active: false, nodeTypes });
  const items = [{ json: item }];
  const additionalData = additionalDataFor(connection, 'trigger');
  const answers: IDataObject[][] = [];
  for (const given of calls) {
    const context = new core.SupplyDataContext(
      workflow,
      workflow.getNode('Tool')!,
      additionalData,
      'trigger',
      n8n.createRunExecutionData({}),
      0,
      items,
      {},
      'ai_tool',
      { node: agent, data: { main: [items] }, source: null },
      [],
      undefined,
      agent,
    );
    context.addInputData('ai_tool', [[{ json: given }]]);
    const { execute } = nodeTypes.getByNameAndVersion(node.type);
    const [output = []] = (await execute!.call(context as never)) as INodeExecutionData[][];
    answers.push(output.map(({ json }) => json));
  }
  return answers;
}

/** Calls a list search of a node as the editor does. */
export async function searchList(
  connection: Connection,
  type: string,
  method: string,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { node, context } = editing(connection, type);
  const search = nodeTypes.getByNameAndVersion(node.type).methods?.listSearch?.[method];
  if (!search) throw new Error(`${type} has no list search ${method}`);
  return await search.call(context, filter, paginationToken);
}

/** Loads the options of a parameter as the editor does. */
export async function loadOptions(
  connection: Connection,
  type: string,
  method: string,
): Promise<INodePropertyOptions[]> {
  const { node, context } = editing(connection, type);
  const load = nodeTypes.getByNameAndVersion(node.type).methods?.loadOptions?.[method];
  if (!load) throw new Error(`${type} has no options ${method}`);
  return await load.call(context);
}

function editing(connection: Connection, type: string) {
  const node = nodeOf('Node', { type });
  const workflow = new n8n.Workflow({ id: 'test', nodes: [node], connections: {}, active: false, nodeTypes });
  return { node, context: new core.LoadOptionsContext(workflow, node, additionalDataFor(connection, 'internal'), '') };
}

/** A node with its defaults filled in, as n8n saves it. */
function nodeOf(name: string, { type, parameters = {}, onError, retryOnFail }: NodeSpec): INode {
  const fullType = type.includes('.') ? type : `${ours.packageName}.${type}`;
  const { description } = nodeTypes.getByNameAndVersion(fullType);
  const typeVersion = [description.version].flat().at(-1) ?? 1;
  const credentials = Object.fromEntries(
    (description.credentials ?? []).map((c) => [c.name, { id: '1', name: c.name }]),
  );
  const tries = { retryOnFail, maxTries: 3, waitBetweenTries: 1 };
  return { id: name, name, type: fullType, typeVersion, position: [0, 0], parameters, credentials, onError, ...tries };
}

let executions = 0;

/** What n8n's server gives its engine, as far as our nodes come by it. */
export function additionalDataFor(connection: Connection, mode: WorkflowExecuteMode): IWorkflowExecuteAdditionalData {
  const hooks = new core.ExecutionLifecycleHooks(mode, '1', { id: 'test' } as never);
  return {
    credentialsHelper: credentialsOf({ baseUrl: connection.url, apiKey: connection.key }),
    hooks,
    executionId: String(++executions),
    currentNodeExecutionIndex: 0,
    variables: {},
    setExecutionStatus: () => undefined,
    sendDataToUI: () => undefined,
    logAiEvent: () => undefined,
    restApiUrl: 'http://localhost/rest',
    instanceBaseUrl: 'http://localhost/',
    webhookBaseUrl: 'http://localhost/webhook/',
    webhookWaitingBaseUrl: 'http://localhost/webhook-waiting/',
    webhookTestBaseUrl: 'http://localhost/webhook-test/',
    formBaseUrl: 'http://localhost/form/',
    formWaitingBaseUrl: 'http://localhost/form-waiting/',
    formTestBaseUrl: 'http://localhost/form-test/',
  } as unknown as IWorkflowExecuteAdditionalData;
}

function finished(run: IRun): Finished {
  const { runData, error } = run.data.resultData;
  const output = (node: string, index = 0) => runData[node]?.at(-1)?.data?.main?.[index] ?? [];
  return {
    output,
    json: (node, index) => output(node, index).map(({ json }) => json),
    hints: (node) => runData[node]?.at(-1)?.hints ?? [],
    error: error as Finished['error'],
  };
}
