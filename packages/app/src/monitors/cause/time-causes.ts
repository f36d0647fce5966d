import type { Cause, Evidence } from "@aisle/contracts/explanation";
import { missingValue, otherValue } from "../sketch/segment-counts.ts";
import { type Candidate, decisionsOf, percent, timeText } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import type { ChangeTimes } from "./change-times.ts";
import { holidaysOf } from "./holidays.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A version takes over where it answers this share of an hour, from next to nothing. */
const takenOver = 0.5;
/** A load that refused this share of its rows changes what can be shown. */
const muchRejected = 0.05;
const inputMonitor = /^(form of |length of )?request\./;
/** What is known of a cause besides its time, in the units of a log likelihood. */
const knownBesides = {
  version: 2,
  model: 2,
  modelSeen: 3,
  load: 0,
  loadRejected: 2,
  holiday: 2,
  promotion: 1,
  input: 2,
};

/** What began, or was, just when the figure changed. */
export function timeCauses(input: ChangeInput, times: ChangeTimes): Candidate[] {
  if (times.begin === null) return [];
  return [
    ...versionCauses(input, times),
    ...modelCauses(input, times),
    ...loadCauses(input, times),
    ...inputCauses(input, times),
    ...dayCauses(input, times),
  ];
}

function versionCauses(input: ChangeInput, times: ChangeTimes): Candidate[] {
  return takeOvers(input).flatMap(({ value, at }) => {
    const published = input.facts.versions.findLast(
      ({ number, at: live }) => String(number) === value && live <= at + hourMs && live > at - dayMs,
    );
    const when = published?.at ?? at;
    const evidence: Evidence[] = [
      { kind: "version", of: value, label: `Version ${value}` },
      decisionsOf(input, "version", value),
    ];
    return timed(times.began(when), knownBesides.version, {
      key: `version ${value}`,
      kind: "version",
      statement: `Version ${value} began to answer on ${timeText(when, input.timeZone)}, when the change began.`,
      at: when,
      evidence,
    });
  });
}

/** When versions took over from others, by the hours that they answered. */
function takeOvers({ hours, window }: ChangeInput): { value: string; at: number }[] {
  const found: { value: string; at: number }[] = [];
  let live: string | undefined;
  for (const { at, segments, answers } of hours) {
    for (const [value, counts] of segments.get("version") ?? [])
      if (value !== live && value !== missingValue && value !== otherValue && counts.answers > takenOver * answers) {
        if (live !== undefined && at < window.to) found.push({ value, at });
        live = value;
        break;
      }
  }
  return found;
}

function modelCauses(input: ChangeInput, times: ChangeTimes): Candidate[] {
  const moved = input.reading.findings.find(({ monitor }) => monitor.startsWith("score of rank"));
  return input.facts.models.flatMap(({ at, collection, model }) =>
    timed(times.began(at), moved === undefined ? knownBesides.model : knownBesides.modelSeen, {
      key: `embedding-model ${collection}`,
      kind: "embedding-model",
      statement: `Vectors of ${collection} are made by ${model} since ${timeText(at, input.timeZone)}, when the change began${moved === undefined ? "" : "; scores moved as well"}.`,
      at,
      evidence:
        moved === undefined
          ? []
          : [{ kind: "monitor", of: moved.monitor, label: moved.statement, window: input.window }],
    }),
  );
}

function loadCauses(input: ChangeInput, times: ChangeTimes): Candidate[] {
  const { loads } = input.facts;
  return loads.flatMap(({ job, at, rows, rejected }) => {
    const share = rows > 0 ? rejected / rows : 0;
    // One that comes every day at this hour changed nothing on other days.
    if (share < muchRejected && loads.some((other) => Math.abs(at - dayMs - other.at) < hourMs)) return [];
    return timed(times.began(at), share >= muchRejected ? knownBesides.loadRejected : knownBesides.load, {
      key: `catalog-load ${job}`,
      kind: "catalog-load",
      statement: `A catalog of ${rows.toLocaleString("en")} rows was loaded on ${timeText(at, input.timeZone)}, when the change began; ${percent(share)} of them were refused.`,
      at,
      evidence: [{ kind: "job", of: job, label: "Catalog load" }],
    });
  });
}

/** Fields of requests that are sent otherwise since the change. */
function inputCauses(input: ChangeInput, times: ChangeTimes): Candidate[] {
  return input.reading.findings
    .filter(
      ({ monitor, kind }) =>
        // Other values of a field that segments are made of are a mix, which is measured.
        inputMonitor.test(monitor) && (!input.now.has(monitor) || kind === "constant"),
    )
    .flatMap(({ monitor, statement, since, kind }) => {
      const isForm = kind === "vanished" || kind === "all-missing" || kind === "type" || kind === "constant";
      return timed(times.began(since), isForm ? knownBesides.input : 0, {
        key: `input ${monitor}`,
        kind: "input",
        statement: `${statement.replace(/\.$/, "")}, since ${timeText(since, input.timeZone)}, when the change began.`,
        at: since,
        evidence: [{ kind: "monitor", of: monitor, label: monitor, window: input.window }],
      });
    });
}

/** Holidays and promotions that lie over the change. */
function dayCauses(input: ChangeInput, times: ChangeTimes): Candidate[] {
  const { window, facts, timeZone } = input;
  const from = Math.min(times.begin!, window.from) - dayMs;
  const holidays = holidaysOf(facts.country, timeZone, from, window.to).flatMap(({ name, from: day, to }) =>
    timed(times.lasted(day, to), knownBesides.holiday, {
      key: `holiday ${name}`,
      kind: "holiday",
      statement: `${name} (${timeText(day, timeZone).replace(/,.*/, "")}) lies over the change, and the days that it is compared with were no holidays.`,
      at: day,
      evidence: [],
    }),
  );
  const promotions = facts.promotions
    .filter((each) => each.to > from && each.from < window.to)
    .flatMap(({ name, from: start, to }) => {
      const [began, over] = [times.lasted(start, to), times.began(to)];
      return timed(began.below <= over.below ? began : over, knownBesides.promotion, {
        key: `promotion ${name}`,
        kind: "promotion",
        statement: `${name} ${began.below <= over.below ? "began" : "ended"} on ${timeText(began.below <= over.below ? start : to, timeZone)}, when the change began.`,
        at: began.below <= over.below ? start : to,
        evidence: [],
      });
    });
  return [...holidays, ...promotions];
}

function timed(
  fit: { readonly fits: boolean; readonly below: number },
  besides: number,
  cause: Omit<Cause, "share" | "interval">,
): Candidate[] {
  if (!fit.fits) return [];
  return [{ grounds: "time", weight: besides - fit.below, cause: { ...cause, share: null, interval: null } }];
}
