// A process that turns MJML files into HTML and is gone again: MJML takes a second and some 80 MB to load, which no request should wait
// for and no running connector should keep.
import { readFile } from 'node:fs/promises';
import mjml from 'mjml';

export interface MjmlJob {
  readonly id: number;
  readonly file: string;
  readonly includePath: string;
}

export type MjmlAnswer = { readonly id: number } & ({ readonly html: string } | { readonly problem: string });

async function compile({ id, file, includePath }: MjmlJob): Promise<MjmlAnswer> {
  try {
    const { html } = await mjml(await readFile(file, 'utf8'), {
      filePath: file,
      includePath,
      ignoreIncludes: false,
      fonts: {},
      keepComments: true,
      validationLevel: 'strict',
    });
    return { id, html };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (job: MjmlJob) => void compile(job).then((answer) => process.send!(answer)));
process.on('disconnect', () => process.exit(0));
