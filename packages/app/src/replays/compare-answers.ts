/** How two answers to one request differ. */
export interface AnswerDifference {
  /** Share of products in common: of the longer answer; 1 where both are empty. */
  readonly overlap: number;
  /** Mean number of places that the products in common moved; null where there are none. */
  readonly placesMoved: number | null;
  readonly same: boolean;
}

/** Compares the ids of two answers, in their order. */
export function compareAnswers(before: readonly string[], after: readonly string[]): AnswerDifference {
  const was = new Map(before.map((id, at) => [id, at]));
  const moves = after.flatMap((id, at) => (was.has(id) ? [Math.abs(was.get(id)! - at)] : []));
  const longer = Math.max(before.length, after.length);
  const same = before.length === after.length && before.every((id, at) => after[at] === id);
  return {
    overlap: longer === 0 ? 1 : moves.length / longer,
    placesMoved: moves.length === 0 ? null : moves.reduce((sum, move) => sum + move, 0) / moves.length,
    same,
  };
}

/** Orders requests by how much their answers differ, 0 to 2: products first, then places. */
export function differenceSize({ overlap, placesMoved }: AnswerDifference): number {
  const moved = placesMoved ?? 0;
  return 1 - overlap + moved / (1 + moved);
}
