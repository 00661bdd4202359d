import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
export type IdPrefix =
  | 'act'
  | 'als'
  | 'con'
  | 'cus'
  | 'dlv'
  | 'ent'
  | 'evt'
  | 'grp'
  | 'inv'
  | 'key'
  | 'lse'
  | 'msg'
  | 'ntf'
  | 'nte'
  | 'pln'
  | 'rpl'
  | 'rul'
  | 'run'
  | 'src'
  | 'stp'
  | 'usr'
  | 'whk'
  | 'viw';

/** Makes ids such as `cus_01k…`: sortable by time, unique across processes. */
export type NewId = (prefix: IdPrefix) => string;

function base32(value: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    text = ALPHABET[value % 32]! + text;
    value = Math.floor(value / 32);
  }
  return text;
}

/** Eight characters that tell a process from all others. */
export function newProcessName(): string {
  return base32(randomBytes(6).readUIntBE(0, 6), 8);
}

/** `wall` gives milliseconds; every id ends with the name of the process. */
export function createIds(wall: () => number = Date.now, process: string = newProcessName()): NewId {
  let last = 0;
  let counter = 0;
  let stamp = '';
  return (prefix) => {
    const now = wall();
    if (now > last || counter >= 32 ** 4 - 1) {
      last = Math.max(now, last + 1);
      counter = 0;
      stamp = base32(last, 9);
    }
    counter++;
    return `${prefix}_${stamp}${base32(counter, 4)}${process}`;
  };
}
