import type { DemandPanel, PanelSeries } from "@aisle/learn/forecast/panel/demand-panel";
import { dataFolder, readTable } from "./read-table.ts";

export const firstWeek = 40;
export const lastWeek = 156;

/** One brand in one store: weekly units and what was known in advance, from week 40 on; NaN in the gaps. */
export interface OrangeJuiceSeries extends PanelSeries {
  readonly price: Float64Array;
}

/**
 * Dominick's orange juice as a panel: units, shelf price, in-store deal and advertisement of the brand, and its price
 * against the mean and the lowest of the other brands in that store and week. `profit` is left out: it follows sales.
 */
export function orangeJuiceSeries(): OrangeJuiceSeries[] {
  const weeks = lastWeek - firstWeek + 1;
  const empty = (): Float64Array => new Float64Array(weeks).fill(Number.NaN);
  const byId = new Map<string, ReturnType<typeof blank>>();
  const blank = (store: number, brand: number) => ({
    id: `${store}-${brand}`,
    values: empty(),
    price: empty(),
    promotions: { deal: empty(), feat: empty() },
    covariates: { "price against others": empty(), "price against cheapest": empty() },
    codes: { brand, store },
    group: `brand ${brand}`,
  });
  for (const row of readTable(`${dataFolder}/demand-dominicks-oj/weekly_sales.csv.gz`)) {
    const store = Number(row.store);
    const brand = Number(row.brand);
    const id = `${store}-${brand}`;
    const series = byId.get(id) ?? blank(store, brand);
    byId.set(id, series);
    const t = Number(row.week) - firstWeek;
    const prices = Array.from({ length: 11 }, (_, k) => Number(row[`price${k + 1}`]));
    const price = prices[brand - 1]!;
    const others = prices.filter((_, k) => k !== brand - 1);
    series.values[t] = Math.exp(Number(row.logmove));
    series.price[t] = price;
    series.promotions.deal[t] = Number(row.deal);
    series.promotions.feat[t] = Number(row.feat);
    series.covariates["price against others"][t] = Math.log(price / (others.reduce((sum, p) => sum + p, 0) / 10));
    series.covariates["price against cheapest"][t] = Math.log(price / Math.min(...others));
  }
  return [...byId.values()];
}

/** The panel as it was known at the end of `week`, with the plans of later weeks. */
export function panelUntil(series: readonly OrangeJuiceSeries[], week: number): DemandPanel {
  const end = week - firstWeek + 1;
  return { period: 52, series: series.map((one) => ({ ...one, values: one.values.slice(0, end) })) };
}
