import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

const refused = new BlockList();
// IANA's special-purpose registries: loopback, private, shared (CGNAT), link-local, documentation, benchmarking, multicast and reserved.
for (const [net, bits] of [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.0.2.0", 24],
  ["192.88.99.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15], ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4],
] as const) refused.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]] as const) refused.addSubnet(net, bits, "ipv6");
const global6 = new BlockList();
// Everything else of IPv6, mapped and translated IPv4 included, is not the public internet.
global6.addSubnet("2000::", 3, "ipv6");

/** Is this address on the public internet? */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !refused.check(address, "ipv4");
  return isIP(address) === 6 && global6.check(address, "ipv6") && !refused.check(address, "ipv6");
}

/** A name that leads to an address that is not to be reached. */
export class PrivateAddress extends Error {
  constructor() {
    super("private_address");
  }
}

/**
 * The address to connect to. The caller connects to this very address: asked a second time a name may answer another one.
 * @throws PrivateAddress when any of a host's addresses is not public.
 */
export async function resolvePublic(hostname: string, allowPrivate: boolean): Promise<{ address: string; family: number }> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  if (!allowPrivate && !found.every(({ address }) => isPublic(address))) throw new PrivateAddress();
  return found[0]!;
}
