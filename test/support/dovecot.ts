import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ImapFlow } from '../../connector/node_modules/imapflow/dist/esm/imap-flow.js';

const DOVECOT = '/usr/sbin/dovecot';

/** Dovecot is a package of the system (`dovecot-imapd`); where it is missing, tests that need it are skipped, but not in CI. */
export const hasDovecot = existsSync(DOVECOT) || process.env['CI'] === 'true';

const PASSWORD = 'pass/word@1';

export interface ImapServer {
  /** For DUNNING_IMAP_URL. */
  readonly url: string;
  readonly password: string;
  /** Puts a message into the mailbox, as mail that arrives. */
  deliver(source: string): Promise<void>;
  /** The flags of all messages. */
  flags(): Promise<readonly string[][]>;
  /** Takes the mailbox away and sets it up anew, so that its UIDs begin again. */
  rebuild(): Promise<void>;
  /** Takes the server away until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** A real IMAP server with one empty mailbox, on a loopback port of its own. */
export async function startDovecot(): Promise<ImapServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dunning-dovecot-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const isRoot = userInfo().uid === 0;
  const { user, uid, gid } = isRoot ? idsOf('dovecot') : { user: userInfo().username, ...userInfo() };
  const mail = path.join(folder, 'mail');
  await mkdir(mail);
  if (isRoot) await chown(mail, uid, gid);
  const config = path.join(folder, 'dovecot.conf');
  await writeFile(path.join(folder, 'users'), `accounts:{PLAIN}${PASSWORD}:${uid}:${gid}::${mail}::\n`);
  await writeFile(config, configuration(folder, mail, port, user, isRoot));

  let server: ChildProcess | null = null;
  const up = async () => {
    server = spawn(DOVECOT, ['-F', '-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [server.stdout!, server.stderr!])
      stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    for (let tries = 0; ; tries += 1) {
      const client = clientOf(port);
      try {
        await client.connect();
        await client.logout();
        return;
      } catch (error) {
        if (server.exitCode !== null || tries === 200)
          throw new Error(`Dovecot does not answer: ${(error as Error).message}\n${output}`, { cause: error });
        await wait(50);
      }
    }
  };
  const down = async () => {
    const ending = server;
    server = null;
    if (!ending || ending.exitCode !== null) return;
    const exited = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGTERM');
    await exited;
  };
  const within = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = clientOf(port);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  await up();
  return {
    url: `imap://accounts:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/INBOX`,
    password: PASSWORD,
    deliver: (source) => within(async (client) => void (await client.append('INBOX', source))),
    flags: () =>
      within(async (client) => {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const messages = await client.fetchAll('1:*', { flags: true });
        return messages.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent'));
      }),
    async rebuild() {
      await down();
      await rm(mail, { recursive: true });
      await mkdir(mail);
      if (isRoot) await chown(mail, uid, gid);
      // A validity is a time in seconds: another one begins.
      await wait(1100);
      await up();
    },
    down,
    up,
    async stop() {
      await down();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function clientOf(port: number): ImapFlow {
  const auth = { user: 'accounts', pass: PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
  client.on('error', () => undefined); // the command that was asked for tells
  return client;
}

function configuration(folder: string, mail: string, port: number, user: string, isRoot: boolean): string {
  return `
protocols = imap
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${mail}
first_valid_uid = 1
${isRoot ? '' : `default_internal_user = ${user}\ndefault_login_user = ${user}\n`}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
  ${isRoot ? '' : 'chroot ='}
}
service anvil {
  ${isRoot ? '' : 'chroot ='}
}
`;
}

function idsOf(user: string) {
  const id = (flag: string) => Number(execFileSync('id', [flag, user]).toString());
  return { user, uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
