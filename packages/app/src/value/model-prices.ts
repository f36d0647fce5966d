import type { ModelUse } from "@aisle/contracts/value-records";
import { z } from "zod";
import type { ModelCost } from "./value-shapes.ts";

const price = z.number().min(0).max(1_000_000);

/** By model: what a million tokens cost, in whole units of a currency. */
export const modelPricesSchema = z.record(
  z.string().min(1).max(200),
  z.strictObject({
    input: price,
    output: price,
    currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code, such as EUR"),
  }),
);
export type ModelPrices = z.infer<typeof modelPricesSchema>;

/** What questions cost; null where the model has no price. */
export function modelCost(use: ModelUse, prices: ModelPrices): ModelCost {
  const of = priceOf(use.model, prices);
  if (of === undefined) return { ...use, cost: null };
  const whole = (use.inputTokens * of.input + use.outputTokens * of.output) / 1_000_000;
  return { ...use, cost: { currency: of.currency, valueMinor: whole * minorUnitsOf(of.currency) } };
}

/** The price of a model's own name, else of the most specific name that its dated or sized one begins with. */
function priceOf(model: string, prices: ModelPrices): ModelPrices[string] | undefined {
  const names = Object.keys(prices).filter((name) => model === name || model.startsWith(`${name}-`));
  const nearest = names.sort((a, b) => b.length - a.length)[0];
  return nearest === undefined ? undefined : prices[nearest];
}

/** How many minor units a whole one has: 100 for EUR, 1 for JPY. */
function minorUnitsOf(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return 10 ** (maximumFractionDigits ?? 2);
}
