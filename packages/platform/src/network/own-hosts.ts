import { hostname, networkInterfaces } from "node:os";

/** Names of this machine's loopback address, as they stand in a Host header or an Origin (IPv6 in brackets). */
const loopbackHosts: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/**
 * The host names under which a server that listens on `listenHost` is reached directly: the loopback names, that address,
 * and for one that listens on every interface all of this machine's addresses and its name.
 */
export function ownHosts(listenHost: string): ReadonlySet<string> {
  const hosts = new Set(loopbackHosts);
  const everywhere = listenHost === "0.0.0.0" || listenHost === "::";
  if (!everywhere) hosts.add(inUrl(listenHost));
  for (const { address, family } of everywhere ? Object.values(networkInterfaces()).flatMap((one) => one ?? []) : []) {
    hosts.add(family === "IPv6" ? inUrl(address.split("%")[0]!) : address);
  }
  if (!loopbackHosts.includes(inUrl(listenHost))) {
    const name = hostname().toLowerCase();
    hosts.add(name).add(`${name.split(".")[0]}.local`);
  }
  return hosts;
}

/** The name in a Host header, in lower case and without its port; `undefined` for one that is no host at all. */
export function hostNameOf(header: string | undefined): string | undefined {
  const [, name] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header ?? "") ?? [];
  return name?.toLowerCase();
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host.toLowerCase()}]` : host.toLowerCase();
}
