import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const demoShopUsage = "aisle demo-shop [aside|back|delete --yes]";

export interface DemoShopStatus {
  readonly state: "there" | "aside" | "none";
  readonly products: number;
  readonly events: number;
  readonly endpoints: readonly string[];
}

const procedures: { readonly [what: string]: string } = {
  aside: "demoShop.setAside",
  back: "demoShop.bringBack",
  delete: "demoShop.remove",
};

/** Tells of the demo shop, sets it aside, brings it back, or deletes for good what is set aside. */
export async function demoShopCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const [what, ...rest] = args;
  const procedure = what === undefined ? undefined : procedures[what];
  if (what !== undefined && procedure === undefined) throw new CommandError(demoShopUsage);
  if (what === "delete" && !rest.includes("--yes"))
    throw new CommandError("This deletes the demo shop's events for good.", "Say --yes if that is meant.");
  if (what === "aside") sayEndpoints(await client.query<DemoShopStatus>("demoShop.state"));
  if (procedure !== undefined) await client.mutate(procedure, {});
  process.stdout.write(`${statusText(await client.query<DemoShopStatus>("demoShop.state"))}\n`);
}

/** What answers with the demo shop's products, before they go. */
export function sayEndpoints({ state, endpoints }: DemoShopStatus): void {
  if (state !== "there" || endpoints.length === 0) return;
  const paths = endpoints.map((slug) => `/v1/${slug}`).join(", ");
  process.stdout.write(`Live endpoints that answer with its products now: ${paths}.\n`);
}

function statusText({ state, products, events }: DemoShopStatus): string {
  if (state === "none") return "There is no demo shop here.";
  if (state === "there" && products === 0) return "The demo shop is not made yet: its job is in the list of jobs.";
  const size = `${products} products, ${events} events`;
  return state === "there"
    ? `The demo shop (${size}) is among the products.`
    : `The demo shop (${size}) is set aside. \`aisle demo-shop back\` brings it back, \`aisle demo-shop delete --yes\` deletes it for good.`;
}
