import { cutText } from "@aisle/runtime/cut-text";
import type { JsonObject } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import { loggedDay } from "./logged-day.ts";
import { type ReadCounts, replayDecisions } from "./replay-decisions.ts";
import { type ReplaySubject, replaySubject } from "./replay-subject.ts";
import type { ReplaysPorts } from "./replays-ports.ts";
import type { DifferentRequest, ReplayMessage, ReplayResult } from "./replays-shapes.ts";
import { ReplaySummary } from "./summarise-replay.ts";

const outcomes = ["answered", "fell-back", "failed", "suspended"] as const;

/** Yesterday's requests through the draft and the live version side by side. */
export async function* compareLogged(
  ports: ReplaysPorts,
  caller: Caller,
  pipelineId: string,
  { limit }: { readonly limit: number },
  ended: AbortSignal,
): AsyncGenerator<ReplayMessage<ReplayResult>> {
  const subject = await replaySubject(ports, caller, pipelineId);
  const day = await loggedDay(ports, subject, Date.now());
  if (day === undefined) {
    yield { kind: "cannot", reason: "No request came to this endpoint yet: there is nothing to replay." };
    return;
  }
  const { endpoints, workspaceId } = subject;
  const { since, until } = day;
  const { drawn, counts } = await ports.decisionSamples.draw(workspaceId, { endpoints, since, until, outcomes, limit });
  const read: ReadCounts = { gone: 0, tooLarge: 0, withTokens: 0 };
  const summary = new ReplaySummary();
  yield { kind: "progress", done: 0, total: drawn.length };
  for await (const part of replayDecisions(ports, subject, drawn, "ids", read, ended)) {
    if ("fault" in part) {
      yield { kind: "cannot", reason: describeFault(part.fault) };
      return;
    }
    for (const one of part.replayed) summary.add(one);
    yield { kind: "progress", done: part.done, total: drawn.length };
  }
  if (ended.aborted) return;
  const { replayed, misfit } = summary;
  const time = { since: new Date(since).toISOString(), until: new Date(until).toISOString(), day: day.day };
  const logged = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (drawn.length - read.gone === 0) {
    const reason =
      logged === counts.refused
        ? "Every request of that day was refused, and the requests of refused ones are not stored."
        : "The decisions of that day are no longer stored: the log is retained for a limited time.";
    yield { kind: "cannot", reason };
    return;
  }
  const different = await shelvesOf(ports, subject, summary.different, ended);
  if (ended.aborted) return;
  const { refused } = counts;
  const tallies = { logged, refused, drawn: drawn.length, ...read, misfit, replayed };
  const { slug, version, revision } = subject;
  yield { kind: "done", result: { slug, version, revision, time, counts: tallies, ...summary.figures, different } };
}

/** Why a side does not run, for whoever can do something about it. */
export function describeFault({ side, words }: { readonly side: "before" | "after"; readonly words: string }): string {
  return side === "after" ? `The draft does not run. ${words}` : `The live version does not run today. ${words}`;
}

/** The shelves of a few requests, answered again: those of all would be too much to hold. */
async function shelvesOf(
  ports: ReplaysPorts,
  subject: ReplaySubject,
  chosen: ReplaySummary["different"],
  ended: AbortSignal,
): Promise<readonly DifferentRequest[]> {
  const shown = new Map<string, DifferentRequest>();
  const read: ReadCounts = { gone: 0, tooLarge: 0, withTokens: 0 };
  for await (const part of replayDecisions(ports, subject, chosen, "shelves", read, ended)) {
    if ("fault" in part) return [];
    for (const { decision, answers } of part.replayed) {
      const [before, after] = [answers.before.shelf, answers.after.shelf];
      if (before === undefined || after === undefined) continue;
      const [decisionId, at] = [decision.id, new Date(decision.at).toISOString()];
      shown.set(decisionId, { decisionId, at, title: describeRequest(decision.request), before, after });
    }
  }
  return chosen.flatMap(({ id }) => shown.get(id) ?? []);
}

/** `shopperId s_00001, limit 8`: the fields of a request as far as they fit a line. */
function describeRequest(request: JsonObject): string {
  const fields = Object.entries(request).map(([name, value]) => {
    if (Array.isArray(value)) return `${name} ${value.length === 1 ? "1 entry" : `${value.length} entries`}`;
    return `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
  return fields.length === 0 ? "An empty request" : cutText(fields.join(", "), 100);
}
