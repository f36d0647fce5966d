import type { MonitorReference } from "@aisle/contracts/monitor-reading";
import type { MonitorSummary } from "@aisle/contracts/monitor-records";
import type { MonitorSubject } from "@aisle/contracts/monitor-source";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import { monitorRows } from "./health/monitor-rows.ts";
import { nameSubjects } from "./health/name-subjects.ts";
import { changeRows, subjectHealth } from "./health/subject-health.ts";
import type { MonitorsPorts } from "./monitors-ports.ts";
import type { BackTest, HealthMark, HealthOverview, SubjectDetail } from "./monitors-shapes.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const shownDays = 30;
const maxLimit = 10;
const maxPinnedDays = 120;

/** What monitors found. Verbs that name a subject throw `monitor.not-found`. */
export interface MonitorsService {
  overview(caller: Caller): Promise<HealthOverview>;
  subject(caller: Caller, subject: MonitorSubject): Promise<SubjectDetail>;
  /** The live endpoint of a pipeline; null where it has none, or nothing was read of it. */
  ofPipeline(caller: Caller, pipelineId: string): Promise<SubjectDetail | null>;
  /**
   * From which size on a change counts, in the units of the monitor's measure; null goes back to the learned limit. Counts from the
   * next reading on. Throws `request.invalid` for what is no positive number up to 10.
   */
  setLimit(caller: Caller, subject: MonitorSubject, monitor: string, limit: number | null): Promise<void>;
  /** How often a limit would have been passed in the last 60 days. */
  backTest(caller: Caller, subject: MonitorSubject, monitor: string, limit: number): Promise<BackTest>;
  /** What windows are compared with from the next reading on; null for the same weekdays of four weeks. Throws `request.invalid`. */
  setReference(caller: Caller, subject: MonitorSubject, reference: MonitorReference | null): Promise<void>;
}

export const monitorsArea: Area<MonitorsService, MonitorsPorts> = {
  permissions: {
    overview: "look",
    subject: "look",
    ofPipeline: "look",
    setLimit: "experiment",
    backTest: "look",
    setReference: "experiment",
  },
  make: monitorsService,
};

function monitorsService(ports: MonitorsPorts): MonitorsService {
  const { monitors, records, settings } = ports;
  const readingOf = async ({ workspaceId }: Caller, subject: MonitorSubject) => {
    const reading = await monitors.reading(workspaceId, subject);
    if (reading === undefined) throw notFound(subject);
    return reading;
  };
  const scoreOf = async (caller: Caller, subject: MonitorSubject, monitor: string) => {
    const reading = await readingOf(caller, subject);
    const score = reading.scores.find((each) => each.monitor === monitor);
    if (score === undefined) throw notFound(subject, monitor);
    return { reading, score };
  };
  const detail = async (caller: Caller, subject: MonitorSubject): Promise<SubjectDetail> => {
    const { workspaceId } = caller;
    const [reading, own, timeZone, nameOf] = await Promise.all([
      readingOf(caller, subject),
      monitors.settings(workspaceId, subject),
      settings.timeZone(workspaceId),
      nameSubjects(ports, workspaceId),
    ]);
    const { title, pipelineId, nodeTitle } = nameOf(subject);
    const { window, notes, rows, referenceRows, reference } = reading;
    return {
      ...subject,
      title,
      pipelineId,
      timeZone,
      window: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
      reference,
      isOwnReference: own.reference !== null,
      rows,
      referenceRows,
      monitors: monitorRows(reading, own.limits, await nodeTitle()),
      notes,
      explanations: reading.explanations ?? [],
      marks: pipelineId === null ? [] : await published(ports, workspaceId, pipelineId, window.to - shownDays * dayMs),
    };
  };
  return {
    async overview(caller) {
      const { workspaceId } = caller;
      const [summaries, foldedAt, timeZone, nameOf] = await Promise.all([
        monitors.summaries(workspaceId),
        monitors.foldedAt(workspaceId),
        settings.timeZone(workspaceId),
        nameSubjects(ports, workspaceId),
      ]);
      const named = summaries.map((summary) => ({ summary, name: nameOf(summary) }));
      const live = named.filter(({ name }) => name.isLive);
      const titles = new Map<MonitorSummary, (node: string) => string>();
      for (const { summary, name } of live)
        if (summary.findings.length > 0) titles.set(summary, await name.nodeTitle());
      const readTo = summaries.reduce<number | null>((latest, { window: { to } }) => Math.max(latest ?? to, to), null);
      return {
        timeZone,
        readTo: readTo === null ? null : new Date(readTo).toISOString(),
        foldedAt: foldedAt === null ? null : new Date(foldedAt).toISOString(),
        subjects: named.map(({ summary, name }) => subjectHealth(summary, name)),
        changes: changeRows(
          live.map(({ summary }) => summary),
          (summary) => ({ title: nameOf(summary).title, nodeTitle: titles.get(summary) ?? ((node) => node) }),
        ),
      };
    },
    subject: detail,
    async ofPipeline(caller, pipelineId) {
      const endpoints = await records.endpoints(caller.workspaceId);
      const slug = endpoints.find((endpoint) => endpoint.pipelineId === pipelineId)?.slug;
      if (slug === undefined) return null;
      const subject = { kind: "endpoint", name: slug } as const;
      return (await monitors.reading(caller.workspaceId, subject)) === undefined ? null : detail(caller, subject);
    },
    async setLimit(caller, subject, monitor, limit) {
      if (limit !== null && !(limit > 0 && limit <= maxLimit))
        throw new AisleError("request.invalid", `A limit is a number above 0 and at most ${maxLimit}.`, {
          field: "limit",
        });
      await scoreOf(caller, subject, monitor);
      await monitors.setLimit(auditActor(caller), subject, monitor, limit);
    },
    async backTest(caller, subject, monitor, limit) {
      const { reading, score } = await scoreOf(caller, subject, monitor);
      const isBeyond = (each: number | null | undefined) => typeof each === "number" && Math.abs(each) >= limit;
      return {
        limit,
        days: score.past.filter((each) => each !== null).length,
        fired: score.past.flatMap((each, i) =>
          isBeyond(each) ? [new Date(reading.window.to - (i + 1) * dayMs).toISOString()] : [],
        ),
      };
    },
    async setReference(caller, subject, reference) {
      await readingOf(caller, subject);
      if (reference !== null) refuseBadReference(reference, Date.now());
      await monitors.setReference(auditActor(caller), subject, reference);
    },
  };
}

function refuseBadReference(reference: MonitorReference, now: number): void {
  const refused = (message: string) => new AisleError("request.invalid", message, { field: "reference" });
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (reference.kind === "weeks" && !isCount(reference.weeks, 8)) throw refused("Compare with 1 to 8 weeks.");
  if (reference.kind === "days" && !isCount(reference.days, 28)) throw refused("Compare with 1 to 28 days.");
  if (reference.kind !== "pinned") return;
  const { from, to } = reference;
  if (from % hourMs !== 0 || to % hourMs !== 0) throw refused("A reference begins and ends with an hour.");
  if (!(to > from && to <= now)) throw refused("A reference ends after it begins, and not in the future.");
  if (to - from < dayMs || to - from > maxPinnedDays * dayMs)
    throw refused(`A reference is 1 to ${maxPinnedDays} days long.`);
}

/** Versions of a pipeline that were published since a time. */
async function published(
  { records }: MonitorsPorts,
  workspaceId: string,
  pipelineId: string,
  since: number,
): Promise<readonly HealthMark[]> {
  const versions = await records.versions(workspaceId, pipelineId);
  return versions
    .filter(({ status, createdAt }) => status === "ready" && createdAt.getTime() >= since)
    .map(({ number, createdAt }) => ({ at: createdAt.toISOString(), text: `v${number}` }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

const notFound = ({ kind, name }: MonitorSubject, monitor?: string) =>
  new AisleError(
    "monitor.not-found",
    monitor === undefined
      ? `Nothing was read of ${kind === "endpoint" ? "the endpoint" : "the events"} “${name}”.`
      : `“${name}” has no monitor “${monitor}” in its last reading.`,
    { kind, name },
  );
