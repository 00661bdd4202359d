import { reviveFields } from '../../connector/src/delivery/storedFields.ts';
import { type CompiledTemplate, compileMessage, type MessageSource } from '../../connector/src/delivery/templates.ts';
import type { Store } from '../../connector/src/store/store.ts';
import { compilePlain, plainFields, type PlainTemplate } from './handlebarsFloor.ts';
import { median } from './statistics.ts';

/** Microseconds a message, subject, HTML and text; `ratio` of runs next to each other. */
export interface RenderingResult {
  readonly messages: number;
  readonly templates: number;
  /** Characters of a message's HTML and text, on average. */
  readonly characters: number;
  readonly ours: number;
  readonly handlebars: number;
  readonly ratio: number;
}

interface Sample {
  readonly ours: { readonly template: CompiledTemplate; readonly fields: Parameters<CompiledTemplate['html']>[0] };
  readonly plain: { readonly template: PlainTemplate; readonly fields: unknown };
}

/** Renders sent messages again, by our templates and by Handlebars alone, `rounds` times in turns. */
export async function measureRendering(
  store: Store,
  actionIds: readonly string[],
  rounds: number,
): Promise<RenderingResult> {
  const { samples, templates } = await loadSamples(store, actionIds);
  const characters = samples.reduce((sum, sample) => sum + sameMessage(sample), 0) / samples.length;
  const results = Array.from({ length: rounds + 1 }, () => ({
    ours: timed(samples, ({ ours: { template, fields } }) => {
      template.subject(fields);
      template.html(fields);
      template.text({ ...fields }); // a fresh object: the last text is kept for the HTML part
    }),
    handlebars: timed(samples, ({ plain: { template, fields } }) => {
      template.subject(fields);
      template.html(fields);
      template.text(fields);
    }),
  })).slice(1); // the first warms up
  return {
    messages: samples.length,
    templates,
    characters: Math.round(characters),
    ours: median(results.map(({ ours }) => ours)),
    handlebars: median(results.map(({ handlebars }) => handlebars)),
    ratio: median(results.map(({ ours, handlebars }) => ours / handlebars)),
  };
}

/** Microseconds for each sample. */
function timed(samples: readonly Sample[], render: (sample: Sample) => void): number {
  const start = performance.now();
  for (const sample of samples) render(sample);
  return ((performance.now() - start) / samples.length) * 1000;
}

async function loadSamples({ session }: Store, actionIds: readonly string[]) {
  const messages = await session.db
    .selectFrom('messages')
    .selectAll()
    .where(session.oneOf('actionId', actionIds))
    .execute();
  const sources = await session.db.selectFrom('templateSources').selectAll().execute();
  const compiled = new Map(
    sources.map(({ hash, sourceJson }) => {
      const source = JSON.parse(sourceJson) as MessageSource;
      return [hash, { ours: compileMessage(source), plain: compilePlain(source) }];
    }),
  );
  const samples = messages.map(({ templateHash, fieldsJson }): Sample => {
    const fields = reviveFields(fieldsJson);
    const { ours, plain } = compiled.get(templateHash)!;
    return { ours: { template: ours, fields }, plain: { template: plain, fields: plainFields(fields) } };
  });
  return { samples, templates: new Set(messages.map(({ templateHash }) => templateHash)).size };
}

/** Throws unless both write the same message; its characters. */
function sameMessage({ ours, plain }: Sample): number {
  const html = ours.template.html(ours.fields);
  if (html !== plain.template.html(plain.fields)) throw new Error('Handlebars alone renders another HTML part');
  if (ours.template.subject(ours.fields) !== plain.template.subject(plain.fields).trim()) {
    throw new Error('Handlebars alone renders another subject');
  }
  return html.length + ours.template.text(ours.fields).length;
}
