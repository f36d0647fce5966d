import type { Cause, Evidence } from "@aisle/contracts/explanation";
import { type Candidate, decisionsOf, explains, percent, shareOf, timeText } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import { ChangeTimes } from "./change-times.ts";
import type { ChangedPlace } from "./place-causes.ts";
import { type ProductChange, productChanges } from "./product-changes.ts";

const dayMs = 86_400_000;
/** Products that led fewer answers can hardly have moved the figure of all. */
const leastLeading = 0.05;
const shownProducts = 3;

/** Products that ran out or changed their price when the figure changed: where it changed, or everywhere. */
export function productCauses(input: ChangeInput, places: readonly ChangedPlace[], times: ChangeTimes): Candidate[] {
  const { facts, window } = input;
  const changes = productChanges(facts.products, (times.begin ?? window.from) - 3 * dayMs, window.to);
  return changes.flatMap((change): Candidate[] => {
    const place = places.find(({ value }) => change.category !== null && isSame(value, change.category));
    if (place !== undefined) {
      const fit = new ChangeTimes(input, place).began(change.at);
      if (!fit.fits) return [];
      // Nearer to the origin than steps and events, which a changed category can show in too.
      const weight = 1 + place.explained.share;
      return [{ grounds: "mechanism", weight, cause: placedCause(input, change, place) }];
    }
    const leading = leadingShare(input, change);
    const fit = times.began(change.at);
    if (!fit.fits || leading < leastLeading) return [];
    return [{ grounds: "time", weight: 2 + leading - fit.below, cause: timedCause(input, change, leading) }];
  });
}

function placedCause(input: ChangeInput, change: ProductChange, place: ChangedPlace): Cause {
  const { dimension, value, explained, rateBefore, rateNow } = place;
  return {
    ...named(input, change),
    statement: `${whatHappened(input, change)}, and where ${dimension} is ${value} the figure went from ${percent(rateBefore)} to ${percent(rateNow)}: ${explains(explained)}.`,
    ...shareOf(explained),
    evidence: [decisionsOf(input, dimension, value), ...productEvidence(change)],
  };
}

function timedCause(input: ChangeInput, change: ProductChange, leading: number): Cause {
  return {
    ...named(input, change),
    statement: `${whatHappened(input, change)}, when the change began; these products led ${percent(leading)} of answers.`,
    share: null,
    interval: null,
    evidence: productEvidence(change),
  };
}

function named(_: ChangeInput, { kind, category, at, products }: ProductChange): Pick<Cause, "key" | "kind" | "at"> {
  return {
    key: `${kind} ${
      category ??
      products
        .map(({ id }) => id)
        .slice(0, shownProducts)
        .join(" ")
    }`,
    kind,
    at,
  };
}

function whatHappened({ timeZone }: ChangeInput, { kind, category, products, at, ratio }: ProductChange): string {
  const of = `${products.length} ${products.length === 1 ? "product" : "products"}${category === null ? "" : ` of ${category}`}`;
  const when = timeText(at, timeZone);
  if (kind === "stock") return `${of} ran out of stock on ${when}`;
  return `The price of ${of} changed on ${when}, in the middle to ${Number((ratio ?? 1).toPrecision(2))} times the old one`;
}

function productEvidence({ products }: ProductChange): Evidence[] {
  return products.slice(0, shownProducts).map(({ id, title }) => ({ kind: "product", of: id, label: title }));
}

/** Share of answers that one of these products led, before they ran out or now. */
function leadingShare({ leading }: ChangeInput, { products }: ProductChange): number {
  const of = (shares: ReadonlyMap<string, number>) => products.reduce((sum, { id }) => sum + (shares.get(id) ?? 0), 0);
  return Math.max(of(leading.before), of(leading.now));
}

function isSame(value: string, category: string): boolean {
  return value.trim().toLowerCase() === category.trim().toLowerCase();
}
