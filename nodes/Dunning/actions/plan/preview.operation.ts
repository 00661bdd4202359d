import { shownWhen } from '../../../shared/display';
import { previewPlan, previewPlanProperties } from '../../../shared/planTools/preview';

export const description = shownWhen({ resource: ['plan'], operation: ['preview'] }, previewPlanProperties);

export const execute = previewPlan;
