import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, Simulation } from './simulation.ts';

/** Lives through so many days of a world drawn from the seed; the same seed lives through the same ones. */
export async function simulate(seed: number, days: number): Promise<Report> {
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dunning-simulation-'));
  try {
    const simulation = await Simulation.begin(seed, join(folder, 'dunning.sqlite'));
    try {
      return await simulation.live(days);
    } finally {
      await simulation.end();
    }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`npm run simulate -- --seed ${seed} --days ${days}: ${said}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
