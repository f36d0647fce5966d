import type { RequestsOfDay, SalesOfDay } from "@aisle/contracts/value-records";
import type { EndpointCounts, Money, ValueDay } from "./value-shapes.ts";

/** Adds up days; two currencies stay two. */
export function countOf(requests: readonly RequestsOfDay[], sales: readonly SalesOfDay[]): EndpointCounts {
  const counts = { requests: 0, answered: 0, fellBack: 0, failed: 0 };
  for (const { answered, fellBack, failed, refused, suspended } of requests) {
    counts.requests += answered + fellBack + failed + refused + suspended;
    counts.answered += answered;
    counts.fellBack += fellBack;
    counts.failed += failed;
  }
  return {
    ...counts,
    orders: sales.reduce((sum, { orders }) => sum + orders, 0),
    revenue: addMoney(
      sales.map(({ currency, valueMinor, returnedMinor }) => ({ currency, valueMinor: valueMinor - returnedMinor })),
    ),
    returns: sales.reduce((sum, { returns }) => sum + returns, 0),
    returned: addMoney(sales.map(({ currency, returnedMinor }) => ({ currency, valueMinor: returnedMinor }))),
  };
}

/** Sums by currency, the largest first; what is zero is left out. */
function addMoney(all: readonly Money[]): readonly Money[] {
  const sums = new Map<string | null, number>();
  for (const { currency, valueMinor } of all) sums.set(currency, (sums.get(currency) ?? 0) + valueMinor);
  return [...sums]
    .filter(([, valueMinor]) => valueMinor !== 0)
    .map(([currency, valueMinor]) => ({ currency, valueMinor }))
    .sort((a, b) => b.valueMinor - a.valueMinor);
}

/** Each day of all endpoints, those without anything too. */
export function countDays(
  days: readonly string[],
  requests: readonly RequestsOfDay[],
  sales: readonly SalesOfDay[],
): readonly ValueDay[] {
  return days.map((day) => {
    const {
      requests: count,
      orders,
      revenue,
      returned,
    } = countOf(
      requests.filter((row) => row.day === day),
      sales.filter((row) => row.day === day),
    );
    return { day, requests: count, orders, revenue, returned };
  });
}
