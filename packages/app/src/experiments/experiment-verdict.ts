import type { ExperimentDecision, ExperimentState, ReadingMethod } from "@aisle/contracts/experiment";
import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { ArmEffect, MetricReading, MetricVerdict, Reading, ReadingInterval } from "@aisle/contracts/reading";
import type { ExperimentVerdict } from "./experiments-shapes.ts";
import { unitsRead } from "./units-read.ts";

const dayMs = 86_400_000;

/** What a verdict is made of: an experiment as lists have it. */
export interface JudgedExperiment {
  readonly kind: ListedExperiment["kind"];
  readonly state: ExperimentState;
  readonly problem: string | null;
  readonly stopReason?: string | null;
  readonly startedAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly decision: ExperimentDecision | null;
  readonly spec: Pick<ListedExperiment["spec"], "hypothesis" | "plannedDays" | "method" | "arms" | "metrics">;
}
type Read = Pick<Reading, "interleaving" | "units" | "metrics" | "health" | "withheld">;

/** The treatment arm that does best in the primary metric: one that is known to be better before one that may lead by chance. */
export interface Leader {
  readonly arm: string;
  readonly metric: string;
  readonly estimate: number;
  readonly interval: ReadingInterval;
  readonly verdict: MetricVerdict;
  readonly isBetter: boolean;
}

/** Which day of a running experiment it is, from 1; of an ended one how many days it ran, to the nearest. Null before it began. */
export function dayOf(
  { startedAt, stoppedAt }: Pick<JudgedExperiment, "startedAt" | "stoppedAt">,
  now: Date,
): number | null {
  if (startedAt === null) return null;
  const days = ((stoppedAt ?? now).getTime() - startedAt.getTime()) / dayMs;
  return Math.max(1, stoppedAt === null ? Math.floor(days) + 1 : Math.round(days));
}

/** A day beside those that are planned: `5 of 14`, and past them `22 (21 planned)`. */
export function dayOfPlan(day: number, plannedDays: number): string {
  return day > plannedDays ? `${day} (${plannedDays} planned)` : `${day} of ${plannedDays}`;
}

/** Where an experiment is, in a plain sentence, and what is behind it. */
export function verdictOf(experiment: JudgedExperiment, reading: Read | null, now: Date): ExperimentVerdict {
  const { state, problem, spec, decision } = experiment;
  if (state === "decided") return decided(experiment, decision, reading);
  if (problem !== null)
    return { kind: "problem", headline: state === "stopped" ? "Stopped by itself" : "It cannot run", detail: problem };
  if (state === "draft") return { kind: "draft", headline: "Being planned", detail: spec.hypothesis };
  if (state === "starting")
    return { kind: "starting", headline: "Starting", detail: "Its arms are compiled and run on the sample requests." };
  const units = unitsRead(reading);
  if (reading === null || units === 0)
    return {
      kind: "waiting",
      headline: state === "running" ? "Waiting for the first units" : "Nobody took part",
      detail:
        state === "running" ? "The first reading comes after the first exposures." : (experiment.stopReason ?? ""),
    };
  const broken = reading.health.find((check) => check.state === "broken");
  if (reading.withheld)
    return {
      kind: "withheld",
      headline: "This cannot be trusted",
      detail: broken?.message ?? "A check of the experiment's health failed.",
    };
  return read(experiment, reading, now);
}

/** The primary metric's best treatment arm; undefined where nothing can be read of it. */
export function leaderOf(spec: JudgedExperiment["spec"], reading: Pick<Read, "metrics">): Leader | undefined {
  const of = spec.metrics.find(({ role }) => role === "primary");
  const primary = reading.metrics.find(({ metric, role }) => role === "primary" && metric === of?.id);
  if (of === undefined || primary === undefined) return undefined;
  const sign = of.better === "higher" ? 1 : -1;
  let best: Leader | undefined;
  for (const effect of primary.effects) {
    if ("reason" in effect) continue;
    const interval = intervalBy(effect, spec.method);
    if (interval === undefined) continue;
    const verdict = primary.verdicts[effect.arm] ?? "not-readable";
    const [isSure, wasSure] = [verdict === "better", best?.verdict === "better"];
    if (best !== undefined && (isSure === wasSure ? effect.estimate * sign <= best.estimate * sign : wasSure)) continue;
    best = {
      arm: effect.arm,
      metric: of.name,
      estimate: effect.estimate,
      interval,
      verdict,
      isBetter: effect.estimate * sign > 0,
    };
  }
  return best;
}

/** The interval that decides by a method; undefined where it could not be computed. */
function intervalBy(effect: ArmEffect, method: ReadingMethod): ReadingInterval | undefined {
  const chosen =
    method === "frequentist" ? effect.fixed : method === "sequential" ? effect.sequential : effect.bayesian;
  return "reason" in chosen ? undefined : chosen.interval;
}

function read(experiment: JudgedExperiment, reading: Read, now: Date): ExperimentVerdict {
  const { spec, state } = experiment;
  const leader = leaderOf(spec, reading);
  const guardrails = describeGuardrails(spec, reading.metrics);
  if (leader === undefined) {
    const waits = state === "running";
    return {
      kind: waits ? "waiting" : "no-difference",
      headline: waits ? "Too little is there to read" : "Nothing can be read",
      detail: sentences(notReadable(reading.metrics), guardrails),
    };
  }
  const name = nameOf(spec, leader.arm);
  const lead = describeLead(name, leader);
  const detail = sentences(lead, guardrails);
  const daysLeft = spec.plannedDays - (dayOf(experiment, now) ?? 0);
  if (leader.verdict === "better") return { kind: "better", headline: `${name} is better`, detail };
  if (leader.verdict === "worse") return { kind: "worse", headline: `${name} is worse`, detail };
  if (state === "running" && (leader.verdict === "too-early" || daysLeft > 0))
    return { kind: "too-early", headline: tooEarly(daysLeft), detail };
  if (leader.verdict === "too-early")
    return {
      kind: "too-early",
      headline: `Too early to tell: it ended before its ${spec.plannedDays} planned days were over`,
      detail,
    };
  return {
    kind: "no-difference",
    headline:
      state === "running" || experiment.kind === "import" ? "No difference was found" : "Ended without a difference",
    detail,
  };
}

function tooEarly(daysLeft: number): string {
  if (daysLeft <= 0) return "Too early: the reading is not sure yet";
  return `Too early: ${daysLeft} more ${daysLeft === 1 ? "day" : "days"} before this can be decided`;
}

function describeLead(name: string, { metric, estimate, interval, isBetter }: Leader): string {
  const by = `${name} ${isBetter ? "leads" : "trails"} by ${shownShare(Math.abs(estimate))} in ${inSentence(metric)}`;
  const { low, high } = interval;
  const range = describeRange(interval);
  const isSure = (low !== null && low > 0) || (high !== null && high < 0);
  return isSure ? `${by}: ${range} fit the data.` : `${by}, but chance could explain it: ${range} all fit.`;
}

function describeRange({ low, high }: ReadingInterval): string {
  if (low === null) return high === null ? "any change" : `anything up to ${signedShare(high)}`;
  return high === null ? `${signedShare(low)} and above` : `${signedShare(low)} to ${signedShare(high)}`;
}

function describeGuardrails(spec: JudgedExperiment["spec"], metrics: readonly MetricReading[]): string {
  const guardrails = metrics.filter(({ role }) => role === "guardrail");
  if (guardrails.length === 0) return "";
  const hurt = guardrails.filter(({ verdicts }) => Object.values(verdicts).includes("hurt"));
  if (hurt.length === 0) return "No guardrail is hurt.";
  const names = hurt.map(({ metric }) => inSentence(spec.metrics.find(({ id }) => id === metric)?.name ?? metric));
  return `${names.length === 1 ? "A guardrail is" : "Guardrails are"} hurt: ${names.join(", ")}.`;
}

function notReadable(metrics: readonly MetricReading[]): string {
  for (const { role, effects } of metrics)
    for (const effect of effects) if (role === "primary" && "reason" in effect) return effect.reason;
  return "";
}

function decided(
  { spec }: JudgedExperiment,
  decision: ExperimentDecision | null,
  reading: Read | null,
): ExperimentVerdict {
  const arm = decision?.arm ?? null;
  const headline = arm === null ? "Decided: no arm was chosen" : `Decided: ${nameOf(spec, arm)} is kept`;
  const leader = reading === null ? undefined : leaderOf(spec, reading);
  const lead = leader === undefined || reading?.withheld ? "" : describeLead(nameOf(spec, leader.arm), leader);
  return { kind: "decided", headline, detail: sentences(decision?.reason ?? "", lead) };
}

function nameOf({ arms }: JudgedExperiment["spec"], arm: string): string {
  return arms.find(({ key }) => key === arm)?.name ?? arm;
}

/** A metric's name within a sentence: an abbreviation keeps its capitals. */
function inSentence(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name;
}

/** A share as people read it: 0.0213 is “2.1 %”. */
export function shownShare(share: number): string {
  const value = share * 100;
  const digits = Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace("-", "−")} %`;
}

/** A change as people read it: 0.0213 is “+2.1 %”. */
export function signedShare(share: number): string {
  return `${share > 0 ? "+" : ""}${shownShare(share)}`;
}

function sentences(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
