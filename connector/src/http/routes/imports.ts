import { importEvents } from '../../usecases/sources/importEvents.ts';
import { importAnswer, importInput, importParams } from '../contracts/imports.ts';
import { defineRoute } from '../route.ts';

export const importRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/imports/{vendor}',
    summary: 'Take in events or objects of a vendor as they come: repeats and any order end in one state',
    tag: 'Sources',
    params: importParams,
    body: importInput,
    answer: importAnswer,
    handle: async ({ deps, actor, params, body }) => {
      const results = await importEvents(deps, actor, { type: params.vendor, ...body });
      return { body: { results } };
    },
  }),
];
