import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Tells where a request comes from; undefined where its connection is gone already. */
export type AddressOf = (request: IncomingMessage) => string | undefined;

/** More hops than any request takes; what stands further left is not looked at. */
const MOST_HOPS = 50;

/**
 * The address of who sent a request: that of the connection, unless this is a proxy that is trusted. Then it is the
 * rightmost address of `X-Forwarded-For` that is not a trusted proxy itself: each proxy adds at the right whom it was
 * called by, so what stands further left is only what a caller says of itself. What is no address is not believed: then it
 * is the last hop that was.
 * @param proxies addresses, or networks such as 10.0.0.0/8
 */
export function addressReader(proxies: readonly string[]): AddressOf {
  if (proxies.length === 0) return ({ socket }) => socket.remoteAddress;
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ socket, headers }) => {
    let address = socket.remoteAddress;
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
    const hops = forwarded.split(',').slice(-MOST_HOPS).reverse();
    for (const hop of hops) {
      if (address === undefined || !isTrusted(address)) break;
      const next = withoutPort(hop.trim());
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  };
}

/** Some proxies add the port: 203.0.113.7:4711, or [2001:db8::1]:4711. */
const withoutPort = (hop: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? hop;
