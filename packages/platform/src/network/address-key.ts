import { isIPv4, isIPv6 } from "node:net";

/**
 * The key under which a caller's address is counted. IPv6 counts by its /64, since whoever has one address there has
 * them all; a port is left out, and what is no address at all (proxies may send `unknown`) shares one key.
 */
export function addressKey(address: string): string {
  const [, bracketed] = /^\[(.+)\](?::\d+)?$/.exec(address) ?? [];
  const [, beforePort] = /^([^:]+):\d+$/.exec(address) ?? [];
  const [bare = ""] = (bracketed ?? beforePort ?? address).split("%");
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
  if (isIPv4(mapped)) return mapped;
  return isIPv6(bare) ? `${firstGroups(bare).join(":")}::/64` : "unknown";
}

/** The first four of an IPv6 address's eight groups, without leading zeros. */
function firstGroups(address: string): string[] {
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  // A dotted end takes the room of two groups.
  const given = before.length + after.length + (address.includes(".") ? 1 : 0);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - given);
  return [...before, ...Array<string>(zeros).fill("0"), ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""));
}
