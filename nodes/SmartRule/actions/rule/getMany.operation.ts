import { shownWhen } from '../../../shared/display';
import { getMany, returnAllAndLimit } from '../../../shared/list';
import { onFirstOutput, rule } from './kind';

export const description = shownWhen({ operation: ['getAll'] }, returnAllAndLimit);

export const execute = onFirstOutput(getMany(rule));
