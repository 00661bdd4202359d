import { createServer } from 'node:net';

/** Whether nothing on this machine listens on the port of the loopback interface. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The first free port from `port` on. */
export async function freePortFrom(port: number): Promise<number> {
  for (let candidate = port; candidate < port + 100; candidate++) if (await isFree(candidate)) return candidate;
  throw new Error(`No port is free between ${port} and ${port + 99}.`);
}
