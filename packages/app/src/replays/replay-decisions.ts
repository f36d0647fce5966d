import type { Decision } from "@aisle/contracts/decision";
import type { DrawnDecision } from "@aisle/contracts/decision-sample";
import type { LoggedRequest, ReplayDetail, ReplayedRequest } from "./replay-requests.ts";
import type { ReplaySubject } from "./replay-subject.ts";
import type { ReplaysPorts } from "./replays-ports.ts";

/** A logged decision with what both sides answer to its request today. */
export interface ReplayedDecision {
  readonly decision: Decision;
  readonly answers: ReplayedRequest;
}

/** Counted while decisions are replayed. */
export interface ReadCounts {
  gone: number;
  tooLarge: number;
  withTokens: number;
}

/** Some of the decisions, or what keeps a side from running at all. */
export type ReplayedPart =
  | { readonly done: number; readonly replayed: readonly ReplayedDecision[] }
  | { readonly fault: { readonly side: "before" | "after"; readonly words: string } };

const packageSize = 20;
/** A serving process takes bodies of 4 MB. */
const packageBytes = 1_000_000;

/**
 * Replays drawn decisions in packages of up to 20, read when it is their turn, so that what is held at once does not grow with the
 * sample. Ends between two packages when `ended` aborts, and gives up the one under way.
 */
export async function* replayDecisions(
  ports: Pick<ReplaysPorts, "decisionSamples" | "worker">,
  subject: ReplaySubject,
  drawn: readonly DrawnDecision[],
  detail: ReplayDetail,
  counts: ReadCounts,
  ended: AbortSignal,
): AsyncGenerator<ReplayedPart> {
  const { workspaceId, pipelineId, versionId, revision } = subject;
  for (let first = 0; first < drawn.length && !ended.aborted; first += packageSize) {
    const page = drawn.slice(first, first + packageSize);
    const found = await ports.decisionSamples.read(workspaceId, page);
    const stored = found.filter(({ leftOut }) => !leftOut?.includes("request"));
    counts.gone += page.length - found.length;
    counts.tooLarge += found.length - stored.length;
    const waiting = stored.map((decision) => ({ decision, text: JSON.stringify(decision.request) }));
    counts.withTokens += waiting.filter(({ text }) => text.includes("tok_")).length;
    const replayed: ReplayedDecision[] = [];
    while (waiting.length > 0 && !ended.aborted) {
      const some = waiting.slice(0, fitting(waiting));
      const requests = some.map(({ decision: { id, at, request } }): LoggedRequest => ({ id, at, request }));
      const { fault, answers } = await ports.worker.replay(
        { workspaceId, pipelineId, versionId, revision, requests, detail },
        ended,
      );
      if (fault !== undefined) {
        yield { fault };
        return;
      }
      for (const [at, one] of answers.entries()) replayed.push({ decision: some[at]!.decision, answers: one });
      waiting.splice(0, Math.max(1, answers.length));
    }
    yield { done: first + page.length, replayed };
  }
}

/** How many of the first fit one body; one at least. */
function fitting(waiting: readonly { readonly text: string }[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ text }) => {
    // Up to three bytes a character.
    bytes += 3 * text.length;
    return bytes > packageBytes;
  });
  return end < 0 ? waiting.length : Math.max(1, end);
}
