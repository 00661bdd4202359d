import { Agent } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../connector/src/store/store.ts';
import { MATRIX } from '../http/roles/matrix.ts';
import { createWorld, ROLES, WORLD_ENV } from '../http/roles/world.ts';
import { OWNER_KEY, start } from '../http/api/start.ts';
import { type Database, databases } from '../support/databases.ts';
import { databaseState } from './fuzz/databaseState.ts';
import { type FuzzedDocument, operationsOf, OUTSIDE } from './fuzz/document.ts';
import { type Ammunition, type FuzzRequest, requestOf } from './fuzz/requests.ts';
import { type FuzzAnswer, inWords, send } from './fuzz/send.ts';
import { watchChanges } from './fuzz/watchChanges.ts';

/**
 * 100,000 malformed requests at every route of the OpenAPI document. FUZZ_SEED names other ones, FUZZ_REQUESTS how many, FUZZ_ROUND a single
 * round again; a finding names what repeats it.
 */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 100_000);
const ONLY_ROUND = process.env['FUZZ_ROUND'];
const PER_ROUND = 10_000;
const PER_BATCH = 500;
const AT_ONCE = 8;

const rounds = Array.from({ length: Math.max(1, Math.round(REQUESTS / PER_ROUND)) }, (_, round) => {
  // Every third one on PostgreSQL, which minds more of what it is given.
  const database = databases.find(({ name }) => name === (round % 3 === 1 ? 'PostgreSQL' : 'SQLite'))!;
  // And every third one a request at a time, so that one is seen that changes something when it is first refused, and never again.
  const oneByOne = round % 3 === 2;
  return { round, database, oneByOne, name: `${database.name}${oneByOne ? ', one by one' : ''}` };
}).filter(({ round }) => ONLY_ROUND === undefined || round === Number(ONLY_ROUND));

test.each(rounds)(
  'malformed requests end in a refusal that changes nothing, never in an error: round $round on $name',
  async ({ round, database, oneByOne }) => {
    const tally = await (oneByOne ? fuzzOneByOne : fuzzTogether)(database, round);
    console.log(
      `fuzz: seed ${SEED}, round ${round} on ${database.name}${oneByOne ? ' one by one' : ''}: ${tally.sent} requests, ${tally.refused} refused, ` +
        `${tally.checked} of them compared with the database`,
    );
    expect(tally.findings, `repeat with FUZZ_SEED=${SEED} FUZZ_ROUND=${round}`).toEqual([]);
    expect(tally.refused / tally.sent).toBeGreaterThan(0.5);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  },
  600_000,
);

interface Tally {
  sent: number;
  refused: number;
  /** Refused ones that left the database as it was: alone, or sent again in company of nothing else. */
  checked: number;
  readonly findings: string[];
}

/** What both ways of firing have in common: a connector with records of every kind, and the count of what it answered. */
async function range(database: Database) {
  // Leases that the clock ends would change what refused requests must not.
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const api = await start(database, { env: WORLD_ENV });
  const ammunition = await prepare(api);
  const store = await openStore(api.database.url);
  onTestFinished(() => store.close());
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  onTestFinished(() => agent.destroy());
  const tally: Tally = { sent: 0, refused: 0, checked: 0, findings: [] };
  /** Answers which of them were refused. */
  const fire = async (requests: readonly FuzzRequest[]) => {
    const answers = await inParallel(requests, (each) => send(api.url, agent, each));
    tally.sent += requests.length;
    answers.forEach((answer, place) => {
      const problem = wrongAbout(answer, requests[place]!);
      if (problem) tally.findings.push(`${problem}\n  ${inWords(requests[place]!)}`);
    });
    const refused = requests.filter((_, place) => isRefusal(answers[place]!));
    tally.refused += refused.length;
    return refused;
  };
  const goesOn = () => tally.sent < PER_ROUND && tally.findings.length < 10;
  return { ammunition, store, tally, fire, goesOn };
}

async function fuzzTogether(database: Database, round: number): Promise<Tally> {
  const { ammunition, store, tally, fire, goesOn } = await range(database);
  for (let number = 0; goesOn(); number += PER_BATCH) {
    const batch = Array.from({ length: PER_BATCH }, (_, place) => requestOf(ammunition, SEED, round, number + place));
    const refused = await fire(batch);
    // Some requests of a batch are good, and change what they say. The refused ones alone change nothing.
    const before = await databaseState(store);
    const again = await fire(refused);
    if (again.length < refused.length) continue;
    tally.checked += refused.length;
    const after = await databaseState(store);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    if (changed.length > 0)
      tally.findings.push(`requests ${number} to ${number + PER_BATCH} were refused and changed ${changed.join(', ')}`);
  }
  return tally;
}

async function fuzzOneByOne(database: Database, round: number): Promise<Tally> {
  const { ammunition, store, tally, fire, goesOn } = await range(database);
  const changes = await watchChanges(store);
  let accepted = 0;
  for (let number = 0; goesOn(); number++) {
    const request = requestOf(ammunition, SEED, round, number);
    const [refused] = await fire([request]);
    const changed = await changes();
    if (!refused) {
      accepted += changed.length > 0 ? 1 : 0;
      continue;
    }
    tally.checked++;
    if (changed.length > 0) tally.findings.push(`refused, and changed ${changed.join(', ')}\n  ${inWords(request)}`);
  }
  if (accepted === 0) tally.findings.push('Not even good requests were seen to change anything: nothing was watched');
  return tally;
}

async function prepare(api: Awaited<ReturnType<typeof start>>): Promise<Ammunition> {
  const document = await api.withKey(null).get<FuzzedDocument>('/v1/openapi.json');
  const world = await createWorld(api);
  const calls = new Map<string, Ammunition['calls'] extends ReadonlyMap<string, infer C> ? C : never>();
  for (const [name, { call }] of Object.entries(MATRIX)) calls.set(name, await call('own', world));
  const { own, foreign } = world.records;
  const ids = [own, foreign].flatMap(({ customer, externalId, contactId, invoice, action, planId }) => [
    ...[customer.id, `external:${externalId}`, contactId],
    ...[invoice.id, `external:${invoice.externalId}`, action.id, planId],
  ]);
  // Mostly the owner's, to whom nothing is forbidden.
  const keys = [...Array<string>(6).fill(OWNER_KEY), ...ROLES.map((role) => world.keys[role])];
  const sources = (await api.all<{ id: string }>('/v1/sources')).map(({ id }) => id);
  const operations = [...operationsOf(document), ...OUTSIDE];
  return { document, operations, calls, ids: [...ids, ...sources, 'none'], keys };
}

async function inParallel<T>(requests: readonly T[], work: (request: T) => Promise<FuzzAnswer>) {
  const answers: (FuzzAnswer | Error)[] = [];
  let next = 0;
  const worker = async () => {
    for (let place = next++; place < requests.length; place = next++)
      answers[place] = await work(requests[place]!).catch((error: unknown) => error as Error);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

function isRefusal(answer: FuzzAnswer | Error): boolean {
  return !(answer instanceof Error) && answer.status >= 400 && answer.status < 500;
}

function wrongAbout(answer: FuzzAnswer | Error, { path }: FuzzRequest): string | null {
  if (answer instanceof Error) return `no answer: ${answer.message}`;
  if (answer.status >= 500) return `${answer.status}: ${answer.body.slice(0, 300)}`;
  // What is no HTTP, or too much of it, has come to nobody who could number it.
  if (answer.requestId === '' && !/no valid HTTP|headers are larger/.test(answer.body))
    return `${answer.status} without X-Request-Id`;
  const isForPeople = path.startsWith('/portal/') && answer.contentType.startsWith('text/html');
  if (answer.status >= 400 && !isForPeople && !answer.contentType.startsWith('application/problem+json'))
    return `${answer.status} is no problem document: ${answer.contentType} ${answer.body.slice(0, 200)}`;
  return null;
}
