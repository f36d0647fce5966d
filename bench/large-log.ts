import { swapDelay } from "./large-log/swap-delay.ts";
import { option } from "./learn/csv-table.ts";

/** What a large log costs: how long serving processes stand still for what is made of it. `--products N`, `--interactions N`. */
export async function bench(args: string[]) {
  const sizes = {
    products: Number(option(args, "products") ?? 100_000),
    interactions: Number(option(args, "interactions") ?? 1_000_000),
  };
  return { suite: "large-log", figures: { ...(await swapDelay(sizes)) } };
}
