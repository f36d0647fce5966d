import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AisleError } from "@aisle/runtime/errors";
import type { AllowedHosts } from "./allowed-hosts.ts";
import { isPublicAddress } from "./public-address.ts";

/** An address that may be connected to. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What a name stands for; the system's resolver unless a test gives another. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string }[]>;

export const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Looks a host up once and gives its addresses, all of which may be connected to. Whoever connects uses these and never looks the name up
 * again, so that it cannot stand for another address by then. Throws `outbound.refused` and `outbound.unreachable`.
 */
export async function checkedAddresses(
  host: string,
  port: number,
  { allowed, resolve }: { readonly allowed: AllowedHosts; readonly resolve: Resolve },
): Promise<readonly CheckedAddress[]> {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  const found = isIP(bare) === 0 ? await resolved(bare, resolve) : [{ address: bare }];
  const refused = found.find(({ address }) => !isPublicAddress(address) && !allowed.allows(bare, port, address));
  if (refused !== undefined) {
    const message = `${bare} is an address inside a network (${refused.address}), which connections may not reach.`;
    throw new AisleError("outbound.refused", message, { host: bare, port });
  }
  return found.map(({ address }) => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
}

async function resolved(host: string, resolve: Resolve): Promise<readonly { readonly address: string }[]> {
  const found = await resolve(host).catch((error: unknown) => {
    throw new AisleError("outbound.unreachable", `The name ${host} cannot be looked up.`, { host }, error);
  });
  if (found.length > 0) return found;
  throw new AisleError("outbound.unreachable", `The name ${host} stands for no address.`, { host });
}
