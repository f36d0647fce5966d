import type { ChannelCalls } from "@aisle/platform/isolation/channel-calls";
import { AisleError } from "@aisle/runtime/errors";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";

type Capabilities = (workspaceId: string) => Promise<ProcessCapabilities>;

/** What a thread gets of a workspace's capabilities: their names, and what they hold beside their methods. */
interface Offered {
  readonly [name: string]: { readonly [property: string]: unknown };
}

/** The answering side: calls of the capabilities that this process holds, so that a thread needs no models and indexes of its own. */
export function capabilityHandlers(capabilities: Capabilities) {
  return {
    offered: async ([workspaceId]: readonly [string]): Promise<Offered> => {
      const entries = Object.entries(await capabilities(workspaceId));
      return Object.fromEntries(entries.map(([name, capability]) => [name, plainProperties(capability as object)]));
    },
    capability: async ([workspaceId, name, method, args]: readonly [string, string, string, readonly unknown[]]) => {
      const capability = (
        (await capabilities(workspaceId)) as { readonly [name: string]: { readonly [method: string]: unknown } }
      )[name];
      const run = capability?.[method];
      if (typeof run !== "function") throw new AisleError("internal", `${name} has no ${method}.`);
      return run.apply(capability, args) as unknown;
    },
  };
}

const plainProperties = (capability: object) =>
  Object.fromEntries(Object.entries(capability).filter(([, value]) => typeof value === "string"));

/** The asking side: capabilities whose every method asks the process that started this thread. */
export function remoteCapabilities(parent: Pick<ChannelCalls, "call">): Capabilities {
  const known = new Map<string, Promise<ProcessCapabilities>>();
  const ask = async (workspaceId: string): Promise<ProcessCapabilities> => {
    const offered = await parent.call<Offered>("offered", [workspaceId]);
    const entries = Object.entries(offered).map(([name, properties]) => [
      name,
      remote(parent, workspaceId, name, properties),
    ]);
    return Object.fromEntries(entries) as ProcessCapabilities;
  };
  return (workspaceId) => {
    let capabilities = known.get(workspaceId);
    if (capabilities === undefined) {
      capabilities = ask(workspaceId);
      known.set(workspaceId, capabilities);
      capabilities.catch(() => known.delete(workspaceId));
    }
    return capabilities;
  };
}

function remote(parent: Pick<ChannelCalls, "call">, workspaceId: string, name: string, properties: object): object {
  return new Proxy(properties, {
    get: (target, property) => {
      if (typeof property === "symbol" || property === "then") return undefined;
      if (Object.hasOwn(target, property)) return (target as { readonly [name: string]: unknown })[property];
      return (...args: readonly unknown[]) => parent.call("capability", [workspaceId, name, property, args]);
    },
  });
}
