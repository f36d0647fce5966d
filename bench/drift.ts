import { mergeHours } from "@aisle/app/monitors/read/merge-hours";
import { readMonitors } from "@aisle/app/monitors/read/read-monitors";
import { hourFromBytes, hourToBytes } from "@aisle/app/monitors/sketch/hour-bytes";
import { HourSketches } from "@aisle/app/monitors/sketch/hour-sketches";
import { DecisionTaker } from "@aisle/app/monitors/sketch/take-decision";
import type { StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { seededRandom, shuffleInPlace } from "@aisle/stats/seeded-random";
import { oneHour } from "./drift/one-hour.ts";
import { RawColumns } from "./drift/raw-columns.ts";
import { benchStart, changeKinds, ShopDecisions } from "./drift/shop-decisions.ts";
import { option } from "./learn/csv-table.ts";

const allDecisions = 1_000_000;
const quietDays = 3;
const days = 57;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const subject = { kind: "endpoint", name: "home" } as const;

/**
 * A million decisions of one endpoint over eight weeks, the last day of which brings three changes (`--seed N` draws others, `--decisions N` makes fewer):
 * `computeSeconds` all sketches take, their bytes, and reading and judging all `monitors` of the last day; `computeCpuSeconds`
 * is the processor's time of it, which a busy machine does not lengthen; `hourSeconds` one more hour takes with the database. `sketchErrorKs` and `sketchErrorPsi` are the largest differences between what sketches and raw values of five
 * columns say of that day and the same days of four weeks. `missed` changes of `changes` were not found, `falseFindings` name none;
 * `quietFindings` were said of the three days before. `peakMb` is the most memory that the process had until then.
 */
export async function bench(args: string[]): Promise<{ suite: string; figures: Record<string, number> }> {
  const decisions = Number(option(args, "decisions") ?? allDecisions);
  const seed = Number(option(args, "seed") ?? 1);
  const changes = shuffleInPlace([...changeKinds], seededRandom(`changes ${seed}`)).slice(0, 3);
  const window = { from: benchStart + (days - 1) * dayMs, to: benchStart + days * dayMs };
  const shop = new ShopDecisions(seed, changes, window.from);
  const raw = new RawColumns();
  const taker = new DecisionTaker();
  const hours: StoredMonitorHour[] = [];
  const perHour = Math.round(decisions / (days * 24));
  let [computeMs, cpuMs] = [0, 0];
  for (let at = benchStart; at < window.to; at += hourMs) {
    const made = shop.hour(at, perHour);
    const weeks = Math.floor((window.to - 1 - at) / (7 * dayMs));
    const isReference = weeks >= 1 && weeks <= 4 && window.to - at - weeks * 7 * dayMs <= dayMs;
    if (at >= window.from || isReference) raw.add(made, isReference ? "before" : "now");
    const started = performance.now();
    const cpu = process.cpuUsage();
    const hour = { ...subject, at };
    const sketches = HourSketches.of(hour);
    for (const decision of made) taker.take(sketches, decision);
    hours.push({ ...hour, rows: sketches.rows, bytes: hourToBytes(sketches) });
    computeMs += performance.now() - started;
    cpuMs += cpuSince(cpu);
  }
  const started = performance.now();
  const cpu = process.cpuUsage();
  const reading = readMonitors(subject, hours, { window });
  computeMs += performance.now() - started;
  cpuMs += cpuSince(cpu);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  let quietFindings = 0;
  for (let day = 1; day <= quietDays; day++) {
    const quiet = { from: window.from - day * dayMs, to: window.to - day * dayMs };
    const until = hours.filter(({ at }) => at < quiet.to);
    quietFindings += readMonitors(subject, until, { window: quiet }).findings.length;
  }
  const named = reading.findings.map(({ monitor }) => changeKinds.find((kind) => expected[kind].includes(monitor)));
  const merged = (of: (at: number) => boolean) =>
    mergeHours(hours.filter(({ at }) => of(at)).map((hour) => hourFromBytes(hour.bytes, hour))).numbers;
  const errors = raw.errors(
    merged((at) =>
      [1, 2, 3, 4].some((week) => at + week * 7 * dayMs >= window.from && at + week * 7 * dayMs < window.to),
    ),
    merged((at) => at >= window.from),
  );
  const more = await oneHour(hours, shop.hour(window.to, perHour));
  return {
    suite: "drift",
    figures: {
      decisions: perHour * days * 24,
      monitors: reading.scores.length,
      computeSeconds: Math.round(computeMs) / 1000,
      computeCpuSeconds: Math.round(cpuMs) / 1000,
      peakMb,
      ...more,
      storedKbAnHour: Math.round(hours.reduce((sum, { bytes }) => sum + bytes.length, 0) / hours.length / 1024),
      sketchErrorKs: Math.round(errors.ks * 1e5) / 1e5,
      sketchErrorPsi: Math.round(errors.psi * 1e5) / 1e5,
      changes: changes.length,
      missed: changes.filter((change) => !named.includes(change)).length,
      falseFindings: named.filter((kind) => kind === undefined || !changes.includes(kind)).length,
      quietFindings,
    },
  };
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Monitors that a change shows in, its consequences included. */
const expected: { readonly [kind in (typeof changeKinds)[number]]: readonly string[] } = {
  number: ["request.number0"],
  mix: ["request.text0"],
  "fall-back": ["share fell-back of rank", "outcome"],
  empty: ["share of empty answers", "filled"],
  vanished: ["form of request.text3"],
};
