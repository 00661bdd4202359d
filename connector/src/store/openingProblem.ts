/** Of the system or SQLite, when a file or its folder cannot be used. */
const OF_THE_FILE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT', 'EEXIST']);
const OF_SQLITE = /^SQLITE_(CANTOPEN|NOTADB|READONLY|PERM|AUTH)/;
/** Of PostgreSQL: the user or password is refused, there is no such database, the user may not use it. */
const OF_POSTGRES = /^(28|3D000|42501)/;

/** Why a database cannot be opened, as whoever set DUNNING_DATABASE_URL can mend it; null for what is no such mistake. */
export function openingProblem(error: unknown): string | null {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'SQLITE_NOTADB') return 'DUNNING_DATABASE_URL names a file that is no SQLite database: name another one';
  if (OF_THE_FILE.has(code) || OF_SQLITE.test(code))
    return `DUNNING_DATABASE_URL names a file that cannot be opened and written (${message}): see to its folder and who may write there`;
  if (OF_POSTGRES.test(code)) return `DUNNING_DATABASE_URL names a database that cannot be used: ${message}`;
  return null;
}
