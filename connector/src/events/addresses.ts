import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Which addresses that are not public the connector may call: none, its own machine's, or those of private networks too. Addresses that
 * nobody runs a receiver at (link-local, multicast, the metadata services of clouds, …) are refused in any case.
 */
export type PrivateAddresses = 'none' | 'loopback' | 'private';

/** Metadata services outside of the link-local range: AWS over IPv6, Alibaba, Oracle. */
const METADATA = ['fd00:ec2::254', '100.100.100.200', '192.0.0.192'];
/** Set aside by IANA for measuring networks. */
const BENCHMARKING: [ipaddr.IPv4, number] = [ipaddr.IPv4.parse('198.18.0.0'), 15];
/** What IANA gives out to networks; the rest embeds IPv4 addresses or is reserved. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

type Kind = 'public' | 'loopback' | 'private' | 'refused';

function kindOf(address: string): Kind {
  if (!ipaddr.isValid(address)) return 'refused';
  const parsed = ipaddr.process(address); // IPv4-mapped IPv6 → IPv4
  if (METADATA.some((known) => ipaddr.parse(known).toString() === parsed.toString())) return 'refused';
  switch (parsed.range()) {
    case 'unicast':
      if (parsed.kind() === 'ipv4') return (parsed as ipaddr.IPv4).match(BENCHMARKING) ? 'refused' : 'public';
      return (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST) ? 'public' : 'refused';
    case 'loopback':
      return 'loopback';
    case 'private':
    case 'carrierGradeNat':
    case 'uniqueLocal':
      return 'private';
    default:
      return 'refused';
  }
}

/** Why the connector does not call an IP address, with the remedy; null if it may. */
export function addressProblem(address: string, allowed: PrivateAddresses): string | null {
  const kind = kindOf(address);
  if (kind === 'public' || (kind === 'loopback' && allowed !== 'none') || (kind === 'private' && allowed === 'private'))
    return null;
  if (kind === 'refused') return `${address} is no address that a receiver can have`;
  return kind === 'loopback'
    ? `${address} is this machine itself; DUNNING_PRIVATE_ADDRESSES=loopback allows it`
    : `${address} is in a private network; DUNNING_PRIVATE_ADDRESSES=private allows it`;
}

/** The IP address that a host name is, and that of `localhost`; null for names that have to be looked up. */
export function literalAddress(host: string): string | null {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return bare;
  return /(^|\.)localhost\.?$/i.test(bare) ? '127.0.0.1' : null;
}

/** Whether a service that listens on `host` is reached from its own machine alone. */
export function isLoopback(host: string): boolean {
  const address = literalAddress(host);
  return address !== null && kindOf(address) === 'loopback';
}
