/** A mark on a time axis. */
export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

/**
 * Marks that can be read side by side: those that stand nearer together than a share of the axis become one, at the last of
 * them, named from the first to the last: `v2–v4`.
 */
export function spacedMarks(marks: readonly Mark[], from: number, to: number, minShare = 0.12): readonly Mark[] {
  const least = (to - from) * minShare;
  const groups: Mark[][] = [];
  for (const mark of marks.toSorted((a, b) => a.at - b.at)) {
    const group = groups.at(-1);
    if (group !== undefined && mark.at - group.at(-1)!.at < least) group.push(mark);
    else groups.push([mark]);
  }
  return groups.map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    return { at: last.at, text: group.length === 1 ? last.text : `${first.text}–${last.text}` };
  });
}
