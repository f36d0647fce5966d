import { setMaxListeners } from "node:events";
import { parseArgs } from "node:util";
import { askedEndpoint, type DescribedEndpoint } from "@aisle/simulator/asked-endpoint";
import { httpTransport } from "@aisle/simulator/http-transport";
import { playTraffic } from "@aisle/simulator/play-traffic";
import type { SimulatedProduct } from "@aisle/simulator/shopper";
import { trafficText } from "@aisle/simulator/traffic-text";
import type { AskedEndpoint } from "@aisle/simulator/visit";
import { CommandError } from "../command-error.ts";
import { ProgressLine } from "../progress-line.ts";
import type { StudioClient } from "../studio-client.ts";
import type { DemoShopStatus } from "./demo-shop.ts";

export const demoUsage = "aisle demo traffic [--minutes N] [--per-second N] [--seed N]";

type KeyKind = "endpoint" | "write";

interface MadeKey {
  readonly row: { readonly id: string };
  readonly key: string;
}

const pageSize = 100;
const maxProducts = 5_000;

/**
 * Lets simulated shoppers visit the demo shop: they ask the live endpoints over HTTP as any shop would, look, click, put into the
 * cart and buy, and report it to the events API. What they report is marked as the demo shop's and goes with it.
 */
export async function demoCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { minutes: { type: "string" }, "per-second": { type: "string" }, seed: { type: "string" } },
  });
  if (positionals.length !== 1 || positionals[0] !== "traffic") throw new CommandError(demoUsage);
  const minutes = numberIn("--minutes", values.minutes, 5, 0.01, 1_440);
  const visitsPerSecond = numberIn("--per-second", values["per-second"], 2, 0.1, 20);
  const seed = Math.floor(numberIn("--seed", values.seed, Date.now() % 1_000_000, 0, 2 ** 31 - 1));
  const { state, products: size } = await client.query<DemoShopStatus>("demoShop.state");
  if (state !== "there" || size === 0)
    throw new CommandError(
      "The demo shop is not in use: simulated shoppers visit no other shop.",
      "`aisle demo-shop back` brings it back; on the Catalogue page it can be made.",
    );
  const endpoints = await askableEndpoints(client);
  if (endpoints.length === 0)
    throw new CommandError(
      "No live endpoint answers a shopper by an id, a text or products alone.",
      "Publish one first: `aisle publish templates/home-recommendations.json`.",
    );
  const products = await readProducts(client);
  const line = new ProgressLine();
  const stop = new AbortController();
  // Each visit that thinks listens to it.
  setMaxListeners(0, stop.signal);
  const onSignal = () => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, onSignal);
  const made = new Map<KeyKind, MadeKey>();
  const makeKey = async (kind: KeyKind) => {
    const key = await client.mutate<MadeKey>("keys.create", { kind, name: "Demo traffic" });
    made.set(kind, key);
    return key.key;
  };
  try {
    const keys = { endpoint: await makeKey("endpoint"), write: await makeKey("write") };
    const counts = await playTraffic(
      {
        endpoints,
        products,
        visitsPerSecond,
        seed,
        until: Date.now() + minutes * 60_000,
        onCounts: (counts) => line.show(trafficText(counts)),
      },
      httpTransport(client.settings.workerUrl, keys, stop.signal),
    );
    line.end(`${trafficText(counts)}, seed ${seed}`);
    if (counts.answers === 0) throw new CommandError(counts.lastError ?? "Nothing was asked in that time.");
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, onSignal);
    for (const { row } of made.values()) await client.mutate("keys.revoke", { keyId: row.id });
  }
}

function numberIn(option: string, text: string | undefined, otherwise: number, min: number, max: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!(value >= min && value <= max))
    throw new CommandError(`${option} takes a number from ${min} to ${max}.`, demoUsage);
  return value;
}

/** Live endpoints whose requests a visit can make: every field that they require is one that it knows. */
async function askableEndpoints(client: StudioClient): Promise<readonly AskedEndpoint[]> {
  const found: AskedEndpoint[] = [];
  for (const { slug } of await client.query<readonly { slug: string }[]>("endpoints.list")) {
    const asked = askedEndpoint(await client.query<DescribedEndpoint>("endpoints.get", { slug }));
    if (asked !== undefined) found.push(asked);
  }
  return found;
}

async function readProducts(client: StudioClient): Promise<readonly SimulatedProduct[]> {
  const products: SimulatedProduct[] = [];
  for (let offset = 0; offset < maxProducts; offset += pageSize) {
    const { items } = await client.query<{ items: readonly SimulatedProduct[] }>("catalogue.search", {
      offset,
      limit: pageSize,
    });
    products.push(...items);
    if (items.length < pageSize) break;
  }
  return products;
}
