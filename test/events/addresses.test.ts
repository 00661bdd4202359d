import { expect, test } from 'vitest';
import { addressProblem, literalAddress } from '../../connector/src/events/addresses.ts';

/** From which setting on an address may be called. */
const TABLE: Readonly<Record<'none' | 'loopback' | 'private' | 'never', readonly string[]>> = {
  none: ['93.184.215.14', '8.8.8.8', '172.32.0.1', '::ffff:93.184.215.14', '2606:4700::6810:85e5', '2a00:1450::1'],
  loopback: ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.4',
    '100.64.0.1',
    '::ffff:10.0.0.1',
    'fd12::1',
    'fc00::1',
  ],
  never: [
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '100.100.100.200',
    '192.0.0.192',
    '224.0.0.1',
    'ff02::1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:0:4136:e378::1',
    '::127.0.0.1',
    'fec0::1',
    '2001:db8::1',
    'not an address',
  ],
};

const levels = ['none', 'loopback', 'private', 'never'] as const;

test.each(levels.flatMap((from) => TABLE[from].map((address) => [address, from] as const)))(
  '%s may be called from the setting %s on',
  (address, from) => {
    const allowed = (['none', 'loopback', 'private'] as const).filter((each) => addressProblem(address, each) === null);
    const expected = (['none', 'loopback', 'private'] as const).filter(
      (each) => levels.indexOf(each) >= levels.indexOf(from),
    );
    expect(allowed).toEqual(expected);
  },
);

test.each([
  ['http://127.0.0.1:1/', '127.0.0.1'],
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['http://[::1]/', '::1'],
  ['http://localhost/', '127.0.0.1'],
  ['http://LOCALHOST./', '127.0.0.1'],
  ['http://n8n.localhost/', '127.0.0.1'],
  ['http://example.com/', null],
])('the host of %s is %s without looking it up', (url, address) => {
  expect(literalAddress(new URL(url).hostname)).toBe(address);
});
