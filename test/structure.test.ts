import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = path.resolve(import.meta.dirname, '../connector/src');

/** Each folder may use those below it, and itself; the files beside them put everything together. */
const FLOORS = ['domain', 'sources', 'store', 'events', 'delivery', 'usecases', 'http', 'commands'];
/** Beside the folders, and used by all of them. */
const GROUND = ['clock.ts', 'version.ts', 'config.ts', 'metrics.ts'];

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** What a file of ours imports of ours, types included. */
const imports = new Map(
  files.map((file) => {
    const text = readFileSync(path.join(SOURCE, file), 'utf8');
    const named = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name]) => path.join(path.dirname(file), name!));
    return [file, named];
  }),
);

test('imports go from http over use cases to store, delivery, events and sources, and from there to the domain', () => {
  const floorOf = (file: string) => FLOORS.indexOf(file.split(path.sep)[0]!);
  const wrong = [...imports].flatMap(([file, names]) =>
    names
      .filter((name) => floorOf(file) >= 0 && !GROUND.includes(name) && floorOf(name) > floorOf(file))
      .map((name) => `${file} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('no file imports itself over others', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file) || way.includes(file)) return;
    for (const name of imports.get(file) ?? []) follow(name, [...way, file]);
    done.add(file);
  };
  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});
