import ipaddr from "ipaddr.js";

/** Public by its range, but inside a cloud: Azure's host agent, which gives out keys. */
const insideClouds: ReadonlySet<string> = new Set(["168.63.129.16"]);

/**
 * Whether an IP address is one of the public internet by IANA's registries: not loopback, private, link-local (cloud metadata among
 * them), shared, multicast, reserved, for documentation, or an IPv6 form that carries an IPv4 address, whichever that is.
 */
export function isPublicAddress(text: string): boolean {
  // A zone names an interface of this machine.
  if (!ipaddr.isValid(text) || text.includes("%")) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast" || insideClouds.has(address.toString())) return false;
  if (address.kind() === "ipv4") return true;
  // Global unicast is 2000::/3 alone (RFC 4291, as IANA has given it out); what translates to IPv4 lies outside, or has a range of its own.
  return address.match(ipaddr.parse("2000::"), 3);
}
