import { isIP } from "node:net";

/** Names for the ranges that proxies usually stand in (as `@fastify/proxy-addr` has them). */
const namedRanges = ["loopback", "linklocal", "uniquelocal"];

/**
 * Reads a list of addresses and CIDR ranges, with commas between. What one of these proxies says in `X-Forwarded-For`,
 * `-Host` and `-Proto` is believed; the result is Fastify's `trustProxy`, where an empty list trusts nobody.
 * Throws a `TypeError` that names the entry, also for a range that holds everybody: anyone could then choose an address.
 */
export function parseTrustedProxies(text: string): string[] {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const wrong = entries.find((entry) => !namedRanges.includes(entry) && !isRange(entry));
  if (wrong !== undefined) {
    throw new TypeError(
      `“${wrong}” is no address and no range such as 10.0.0.0/8 or fd00::/8 (or ${namedRanges.join(", ")})`,
    );
  }
  return entries;
}

function isRange(entry: string): boolean {
  const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0 || address.includes("%")) return false;
  const length = prefix === undefined ? 32 : Number(prefix);
  return length >= 1 && length <= (family === 4 ? 32 : 128);
}
