import type { MonitorNote } from "@aisle/contracts/monitor-reading";
import type { SubjectKind } from "@aisle/contracts/monitor-source";
import type { HeavyHittersSketch } from "@aisle/stats/sketches/heavy-hitters";
import { fieldTypes } from "../sketch/field-values.ts";
import type { HourSketches } from "../sketch/hour-sketches.ts";
import type { MergedHours } from "./merge-hours.ts";
import { type BinnedMonitor, numberMonitor, partMonitor, valueMonitor } from "./monitor-bins.ts";

const maxValues = 30;
/** Values that make up less of a column than this say nothing of all of it. */
const minKnownShare = 0.5;
/** Of rows with values of their own, the counters of a sketch hold next to nothing. */
const ownValueShare = 0.1;

/** Counts of endpoints that are shares of another count, and what the rest of the whole is. */
const endpointShares: readonly (readonly [part: string, whole: string, name: string])[] = [
  ["empty", "answers", "share of empty answers"],
  ["explored", "slots", "share of explored slots"],
  ["unknown-stock", "slots", "share of slots of unknown stock"],
];
/** Counts of what followed an answer. */
const followShares: typeof endpointShares = [
  ["clicked", "answers", "click-through"],
  ["added", "answers", "add-to-cart"],
  ["ordered", "answers", "conversion"],
];
const eventShares: typeof endpointShares = [
  ["no-shopper", "", "share without a shopper"],
  ["names-decision", "", "share that names a decision"],
  ["ahead", "", "share from the future"],
];
const stepParts = ["skipped", "fell-back", "failed", "timed-out"] as const;
const outcomes = ["answered", "fell-back", "failed", "refused", "suspended"] as const;

/** What is monitored of a subject without being set up, and what cannot be. */
export function subjectMonitors(
  kind: SubjectKind,
  before: MergedHours,
  now: MergedHours,
): { readonly monitors: readonly BinnedMonitor[]; readonly notes: readonly MonitorNote[] } {
  const notes: MonitorNote[] = [];
  const monitors = [
    ...shareMonitors(kind, before, now),
    ...formMonitors(kind, before, now),
    ...[...keysOf(before.numbers, now.numbers)].map((key) =>
      numberMonitor(key, before.numbers.someOf(key) ?? now.numbers.someOf(key)!),
    ),
  ];
  for (const key of keysOf(before.texts, now.texts)) {
    const values = knownValues(key, before.texts.get(key), now.texts.get(key));
    if (Array.isArray(values)) monitors.push(valueMonitor(key, values));
    else notes.push(values as MonitorNote);
  }
  return { monitors, notes };
}

function shareMonitors(kind: SubjectKind, before: MergedHours, now: MergedHours): readonly BinnedMonitor[] {
  const isThere = (key: string) => before.counts.has(key) || now.counts.has(key);
  const sharesOf = (all: typeof endpointShares) =>
    all
      .filter(([part]) => isThere(part))
      .map(([part, whole, name]) =>
        partMonitor(name, "share", [{ label: name, count: part }], "others", wholeOf(whole)),
      );
  if (kind !== "endpoint") return sharesOf(eventShares);
  const followed = sharesOf(followShares).map((monitor) => ({ ...monitor, fills: true as const }));
  const nodes = [...keysOf(before.counts, now.counts)]
    .filter((key) => key.startsWith("steps "))
    .map((key) => key.slice(6));
  const steps = nodes.flatMap((node) =>
    stepParts
      .filter((part) => isThere(`${part} ${node}`))
      .map((part) =>
        partMonitor(
          `share ${part} of ${node}`,
          "share",
          [{ label: part, count: `${part} ${node}` }],
          "others",
          wholeOf(`steps ${node}`),
        ),
      ),
  );
  const parts = outcomes.map((outcome) => ({ label: outcome, count: `outcome.${outcome}` }));
  return [
    ...sharesOf(endpointShares),
    ...followed,
    ...steps,
    partMonitor("outcome", "values", parts, "other", (hour) => hour.rows),
  ];
}

const wholeOf =
  (key: string) =>
  (hour: HourSketches): number =>
    key === "" ? hour.rows : (hour.counts.get(key) ?? 0);

/** Of each field, which form its values have, and how often it is missing. */
function formMonitors(kind: SubjectKind, before: MergedHours, now: MergedHours): readonly BinnedMonitor[] {
  const fields = new Set<string>();
  for (const key of keysOf(before.counts, now.counts))
    if (key.startsWith("type.")) fields.add(key.slice(key.indexOf(" ") + 1));
  return [...fields].map((field) =>
    partMonitor(
      `form of ${field}`,
      "form",
      fieldTypes.map((type) => ({ label: type, count: `type.${type} ${field}` })),
      "missing",
      // What was refused has no request.
      (hour) => hour.rows - (kind === "endpoint" ? (hour.counts.get("outcome.refused") ?? 0) : 0),
    ),
  );
}

/** The values of a text that are counted apart, or why its values cannot be compared. */
function knownValues(
  key: string,
  before: HeavyHittersSketch | undefined,
  now: HeavyHittersSketch | undefined,
): readonly string[] | MonitorNote {
  const sides = [before, now].filter((side) => side !== undefined);
  const known = sides.map(({ counters, total }) => [...counters.values()].reduce((sum, n) => sum + n, 0) / total);
  const smallest = Math.min(...known);
  if (smallest < minKnownShare) {
    const isOwn = smallest < ownValueShare;
    return {
      monitor: key,
      state: isOwn ? "one-value-per-row" : "many-values",
      statement: isOwn
        ? `Nearly every row has a value of its own in ${key}: there is no mix that could change.`
        : `${key} has so many values that the frequent ones make up less than half of the rows.`,
    };
  }
  const weights = new Map<string, number>();
  for (const { counters, total } of sides)
    for (const [value, weight] of counters) weights.set(value, (weights.get(value) ?? 0) + weight / total);
  return [...weights]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, maxValues)
    .map(([value]) => value);
}

function keysOf(a: { keys(): Iterable<string> }, b: { keys(): Iterable<string> }): ReadonlySet<string> {
  return new Set([...a.keys(), ...b.keys()]);
}
