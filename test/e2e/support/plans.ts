import { shippedWorkflows, type WorkflowFile } from '../../../demo/n8n/rest.ts';

/** A shipped workflow with a plan chosen in its nodes, as its note asks for. */
export function withPlans(file: string, plans: Record<string, string>): WorkflowFile {
  const workflow = shippedWorkflows()[file]!;
  const nodes = workflow.nodes.map((node) =>
    plans[node.name]
      ? { ...node, parameters: { ...node.parameters, planId: { __rl: true, mode: 'id', value: plans[node.name]! } } }
      : node,
  );
  return { ...workflow, nodes };
}
