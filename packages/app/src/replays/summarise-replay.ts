import { compareAnswers, differenceSize } from "./compare-answers.ts";
import type { ReplayedDecision } from "./replay-decisions.ts";
import type { ReplayedAnswer } from "./replay-requests.ts";
import type { ReplayedSide, ReplayResult } from "./replays-shapes.ts";

const maxShown = 8;

/** What stays of a replayed request: numbers, and what its place among the different ones is decided by. */
interface Different {
  readonly at: number;
  readonly id: string;
  readonly size: number;
}

/** Adds up replayed requests one by one, so that no answer is held longer than needed. */
export class ReplaySummary {
  readonly #sides = { before: new SideSummary(), after: new SideSummary() };
  readonly #different: Different[] = [];
  #replayed = 0;
  #misfit = 0;
  #compared = 0;
  #same = 0;
  #overlap = 0;
  #moved = 0;
  #movedOf = 0;

  add({ decision, answers: { before, after } }: ReplayedDecision): void {
    // One that live refuses now was another request; one that the draft alone refuses is a difference, the greatest there is.
    if (before.outcome === "misfit") {
      this.#misfit++;
      return;
    }
    this.#replayed++;
    this.#sides.before.add(before);
    this.#sides.after.add(after);
    const size = this.#compare(before, after);
    if (size > 0) this.#different.push({ at: decision.at, id: decision.id, size });
  }

  /** The requests that differ most, the most different first. */
  get different(): readonly Pick<Different, "at" | "id">[] {
    const sorted = this.#different.sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
    return sorted.slice(0, maxShown);
  }

  get replayed(): number {
    return this.#replayed;
  }

  get misfit(): number {
    return this.#misfit;
  }

  get figures(): Pick<ReplayResult, "compared" | "same" | "overlap" | "placesMoved" | "before" | "after"> {
    return {
      compared: this.#compared,
      same: this.#same,
      overlap: this.#compared === 0 ? null : this.#overlap / this.#compared,
      placesMoved: this.#movedOf === 0 ? null : this.#moved / this.#movedOf,
      before: this.#sides.before.figures,
      after: this.#sides.after.figures,
    };
  }

  /** How much two answers differ; one that is there against one that is not, most. */
  #compare(before: ReplayedAnswer, after: ReplayedAnswer): number {
    if (before.outcome !== "answered" || after.outcome !== "answered") return before.outcome === after.outcome ? 0 : 3;
    const sameBody = before.bodyText === after.bodyText;
    const difference = compareAnswers(before.ids, after.ids);
    const isSame = difference.same && sameBody;
    // Answers without products have nothing in common or everything.
    const overlap = before.ids.length + after.ids.length > 0 || sameBody ? difference.overlap : 0;
    this.#compared++;
    this.#overlap += overlap;
    if (isSame) this.#same++;
    if (difference.placesMoved !== null) {
      this.#moved += difference.placesMoved;
      this.#movedOf++;
    }
    return isSame ? 0 : differenceSize({ ...difference, overlap });
  }
}

class SideSummary {
  #failed = 0;
  #empty = 0;
  #fellBack = 0;
  #soldOut = 0;
  readonly #times: number[] = [];

  add(answer: ReplayedAnswer): void {
    if (answer.outcome !== "answered") {
      this.#failed++;
      return;
    }
    if (answer.isEmpty) this.#empty++;
    if (answer.fellBack) this.#fellBack++;
    this.#soldOut += answer.soldOut;
    this.#times.push(answer.totalMs);
  }

  get figures(): ReplayedSide {
    const times = this.#times.sort((a, b) => a - b);
    // The smallest time that this share of the answers does not exceed.
    const quantile = (q: number) => times[Math.max(0, Math.ceil(q * times.length) - 1)] ?? null;
    return {
      failed: this.#failed,
      empty: this.#empty,
      fellBack: this.#fellBack,
      soldOut: this.#soldOut,
      p50Ms: quantile(0.5),
      p95Ms: quantile(0.95),
    };
  }
}
