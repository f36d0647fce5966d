import type { Caller } from "../access/caller.ts";
import type { Area } from "../services/area.ts";
import { compareLogged } from "./compare-logged.ts";
import { replaysInTurn } from "./replays-in-turn.ts";
import type { ReplaysPorts } from "./replays-ports.ts";
import type { ReplayMessage, ReplayResult, ScoreResult } from "./replays-shapes.ts";
import { scoreDraft } from "./score-draft.ts";

/**
 * What logged requests say of a draft before it is published. Each is a stream of progress and one result, and ends when `ended`
 * aborts; nothing is logged, counted or sent by it. Throws `version.not-found` where nothing is live.
 */
export interface ReplaysService {
  /** Requests of yesterday through the draft and the live version side by side; at most `limit`, by the hash of their id. */
  compare(
    caller: Caller,
    pipelineId: string,
    input: { readonly limit: number },
    ended: AbortSignal,
  ): AsyncIterable<ReplayMessage<ReplayResult>>;
  /** What the draft would have earned on answers of the last days whose odds are known; at most `limit` of them. */
  score(
    caller: Caller,
    pipelineId: string,
    input: { readonly limit: number; readonly days: number },
    ended: AbortSignal,
  ): AsyncIterable<ReplayMessage<ScoreResult>>;
}

export const replaysArea: Area<ReplaysService, ReplaysPorts> = {
  permissions: { compare: "try", score: "try" },
  make(given) {
    const ports: ReplaysPorts = { ...given, worker: replaysInTurn(given) };
    return {
      compare: (caller, pipelineId, input, ended) => compareLogged(ports, caller, pipelineId, input, ended),
      score: (caller, pipelineId, input, ended) => scoreDraft(ports, caller, pipelineId, input, ended),
    };
  },
};
