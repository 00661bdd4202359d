import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no room on it. */
  fill(): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

const command = promisify(execFile);

/** A disk of a few megabytes, in memory; null where this user may not mount one. */
export async function makeSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'dunning-disk-'));
  try {
    await command('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  await chmod(folder, 0o755);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill() {
      // The last bytes as well: tmpfs gives room by pages.
      for (const size of [65_536, 4_096, 1]) {
        const piece = Buffer.alloc(size);
        while (await appendFile(ballast, piece).then(() => true, isNoFull)); // until there is no room
      }
    },
    clear: () => rm(ballast),
    async remove() {
      await command('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

function isNoFull(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOSPC') throw error;
  return false;
}
