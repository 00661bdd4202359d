import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Each folder may use those below it, and itself; the files beside them put everything together. */
const FLOORS = ['domain', 'sources', 'store', 'events', 'delivery', 'usecases', 'http', 'commands'];
/** Those of the use cases, likewise. */
const PARTS = (
  'signed lists webhooks actions messages schedule rules assigning replies customers organization plans invoices ' +
  'handingOver sources csv operating adHoc invoiceSending cadence incoming explain'
).split(' ');
/** Beside the folders, and used by all of them. */
const GROUND = ['clock.ts', 'version.ts', 'config.ts', 'metrics.ts'];

/** What each file below a folder imports of ours, types included; CommonJS leaves endings out, and names folders for their index. */
function importsOf(root: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = (name: string) =>
    [name, `${name}.ts`, path.join(name, 'index.ts')].find((file) => files.includes(file));
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const named = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name]) => path.join(path.dirname(file), name!));
      return [file, named.flatMap((name) => found(name) ?? [])];
    }),
  );
}

const imports = importsOf(path.resolve(import.meta.dirname, '../connector/src'));
const importsOfNodes = importsOf(path.resolve(import.meta.dirname, '../nodes'));

test('imports go from http over use cases to store, delivery, events and sources, and from there to the domain', () => {
  const floorOf = (file: string) => FLOORS.indexOf(file.split(path.sep)[0]!);
  const wrong = [...imports].flatMap(([file, names]) =>
    names
      .filter((name) => floorOf(file) >= 0 && !GROUND.includes(name) && floorOf(name) > floorOf(file))
      .map((name) => `${file} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('a part of the use cases uses only those below it', () => {
  const partOf = (file: string) => {
    const [floor, part, ...rest] = file.split(path.sep);
    return floor === 'usecases' && rest.length > 0 ? part! : null;
  };
  const parts = new Set([...imports.keys()].flatMap((file) => partOf(file) ?? []));
  expect([...parts].sort()).toEqual([...PARTS].sort());
  const heightOf = (file: string) => PARTS.indexOf(partOf(file) ?? '');
  const wrong = [...imports].flatMap(([file, names]) =>
    names.filter((name) => partOf(file) !== null && heightOf(name) > heightOf(file)).map((name) => `${file} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['connector', imports],
  ['nodes', importsOfNodes],
])('no file imports itself over others: %s', (_, named) => {
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file) || way.includes(file)) return;
    for (const name of named.get(file) ?? []) follow(name, [...way, file]);
    done.add(file);
  };
  for (const file of named.keys()) follow(file, []);
  expect(circles).toEqual([]);
});
