import { shownWhen } from '../../../shared/display';
import { backtest, backtestProperties } from '../../../shared/planTools/backtest';

export const description = shownWhen({ resource: ['plan'], operation: ['backtest'] }, backtestProperties);

export const execute = backtest;
