import { setImmediate as nextTurn } from "node:timers/promises";
import type { Caller } from "../access/caller.ts";
import { describeFault } from "./compare-logged.ts";
import { loggedDays } from "./logged-day.ts";
import { type ReadCounts, replayDecisions } from "./replay-decisions.ts";
import { replaySubject } from "./replay-subject.ts";
import type { ReplaysPorts } from "./replays-ports.ts";
import type { ReplayMessage, ScoreResult } from "./replays-shapes.ts";
import { rewardsOf } from "./rewards-of.ts";
import { scoreRewards } from "./score-rewards.ts";
import { ProductNumbers, type ScoredSlate, scoredSlate, slateSupport } from "./scored-slates.ts";

const outcomes = ["answered", "fell-back"] as const;
/** Fewer answers bear no interval. */
const minAnswers = 100;

/** What the draft would have earned on the live version's answers of the last days. */
export async function* scoreDraft(
  ports: ReplaysPorts,
  caller: Caller,
  pipelineId: string,
  { limit, days }: { readonly limit: number; readonly days: number },
  ended: AbortSignal,
): AsyncGenerator<ReplayMessage<ScoreResult>> {
  const subject = await replaySubject(ports, caller, pipelineId);
  const { workspaceId, endpoints, versionId } = subject;
  const { since, until } = await loggedDays(ports, workspaceId, days, Date.now());
  const query = { endpoints, since, until, outcomes, versionId, limit };
  const { drawn, counts } = await ports.decisionSamples.draw(workspaceId, query);
  if (drawn.length < minAnswers) {
    yield {
      kind: "cannot",
      reason: tooFew(drawn.length, counts.answered + counts["fell-back"], days, subject.version),
    };
    return;
  }
  const read: ReadCounts = { gone: 0, tooLarge: 0, withTokens: 0 };
  const left = { misfit: 0, failed: 0, "unknown-odds": 0 };
  const slates: ScoredSlate[] = [];
  const numbers = new ProductNumbers();
  let replayed = 0;
  yield { kind: "progress", done: 0, total: drawn.length };
  for await (const part of replayDecisions(ports, subject, drawn, "odds", read, ended)) {
    if ("fault" in part) {
      yield { kind: "cannot", reason: describeFault(part.fault) };
      return;
    }
    const ids = part.replayed.map(({ decision }) => decision.id);
    const earned = rewardsOf(await ports.decisionEvents.ofDecisions(workspaceId, ids, since));
    for (const { decision, answers } of part.replayed) {
      replayed++;
      const slate = scoredSlate(decision, answers, earned.get(decision.id), numbers);
      if (typeof slate === "string") left[slate]++;
      else slates.push(slate);
    }
    yield { kind: "progress", done: part.done, total: drawn.length };
  }
  if (ended.aborted) return;
  if (slates.length === 0) {
    yield { kind: "cannot", reason: nothingScored(left) };
    return;
  }
  await nextTurn();
  const support = slateSupport(slates);
  const rewards = await scoreRewards(slates, support, numbers.count);
  const { slug, version, revision } = subject;
  const { refused } = counts;
  const { misfit, failed } = left;
  const logged = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tallies = { logged, refused, drawn: drawn.length, ...read, misfit, replayed };
  const { positions, explored, supported, unchanged } = support;
  yield {
    kind: "done",
    result: {
      ...{ slug, version, revision, positions, explored, supported, unchanged },
      time: { since: new Date(since).toISOString(), until: new Date(until).toISOString() },
      counts: { ...tallies, unknownOdds: left["unknown-odds"], failed, scored: slates.length },
      rewards,
    },
  };
}

function tooFew(found: number, counted: number, days: number, version: number): string {
  const time = days === 1 ? "yesterday and today" : `the last ${days} days`;
  if (found < counted)
    return `Only ${found} of the ${counted} answers that version ${version} gave in ${time} are still stored; ${minAnswers} are needed.`;
  return `Version ${version} gave ${found === 1 ? "1 answer" : `${found} answers`} in ${time}; ${minAnswers} are needed.`;
}

function nothingScored({ misfit, failed, "unknown-odds": unknownOdds }: { readonly [why: string]: number }): string {
  if (unknownOdds! >= Math.max(misfit!, failed!)) {
    return "The odds of what was shown, or of what the draft shows, are not known. Explore has to be the last node before the answer, in both.";
  }
  if (misfit! > failed!) return "None of the logged requests fits the request's fields as they are now.";
  return "None of the logged requests is answered by both versions today.";
}
