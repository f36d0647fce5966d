import { AllowedHosts } from "../outbound/allowed-hosts.ts";
import { checkedAddresses, systemResolve } from "../outbound/checked-addresses.ts";
import { OutboundHttp } from "../outbound/outbound-http.ts";
import type { Outbound } from "./connection-kind.ts";

/** What connections go out by; `allow` is `AISLE_OUTBOUND_ALLOW`. */
export function openOutbound(allow: string): Outbound {
  const check = { allowed: new AllowedHosts(allow), resolve: systemResolve };
  return {
    http: new OutboundHttp(check),
    address: async (host, port) => (await checkedAddresses(host, port, check))[0]!.address,
  };
}
