import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { backtest, backtestProperties } from '../../../shared/planTools/backtest';
import type { Connector } from '../../../shared/transport';

export const description = shownWhen({ operation: ['backtest'] }, backtestProperties);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  return [await backtest(context, connector)];
}
