import type { TrafficCounts } from "./play-traffic.ts";

/** “12 visits: 30 answers, 4 clicks, 1 product put into a cart, 1 order”, and what failed, with the last reason. */
export function trafficText({ visits, answers, failed, clicks, carts, orders, lastError }: TrafficCounts): string {
  const wrong = failed === 0 ? [] : [`${failed} failed (${lastError})`];
  const done = [
    many(answers, "answer"),
    ...wrong,
    many(clicks, "click"),
    `${many(carts, "product")} put into a cart`,
    many(orders, "order"),
  ];
  return `${many(visits, "visit")}: ${done.join(", ")}`;
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
