import type { CauseFacts } from "@aisle/contracts/cause-facts";
import type { BusinessFigure, Explanation } from "@aisle/contracts/explanation";
import type { MonitorReading } from "@aisle/contracts/monitor-reading";
import type { MonitorReader } from "../read/read-workspace.ts";
import { changeInput } from "./change-input.ts";
import { explainChangeOfFigure } from "./explain-change-of-figure.ts";

const dayMs = 86_400_000;
/** The longest that a change was there already, and the weeks that it is compared with. */
const historyMs = 57 * dayMs;
/** What happened earlier before a change began did not begin it. */
const factsMs = 10 * dayMs;

/** Where what happened in a workspace is read from. */
export interface CauseFactsReader {
  /** What is known between two times, milliseconds since 1970, of the workspace and of the endpoint at an address. */
  causeFacts(workspaceId: string, endpoint: string, from: number, to: number): Promise<CauseFacts>;
}

export interface ExplainSubjectOptions {
  readonly figure: BusinessFigure;
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Why a figure of an endpoint changed, from its stored hours and from what happened in its workspace. `reading` is the endpoint's,
 * `readings` all of the same run.
 */
export async function explainSubject(
  reader: Pick<MonitorReader, "hours"> & CauseFactsReader,
  workspaceId: string,
  reading: MonitorReading,
  readings: readonly MonitorReading[],
  { figure, timeZone, now }: ExplainSubjectOptions,
): Promise<Explanation> {
  const { window, kind, name } = reading;
  const stored = await reader.hours(workspaceId, { kind, name }, window.to - historyMs);
  const since = Math.min(window.from, ...reading.findings.map((finding) => finding.since));
  const facts = await reader.causeFacts(workspaceId, name, since - factsMs, window.to);
  const events = readings.filter((each) => each.kind === "events");
  return explainChangeOfFigure(changeInput(stored, { figure, reading, events, facts, timeZone, now }));
}
