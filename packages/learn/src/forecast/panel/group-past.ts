import type { SeriesPast } from "./series-past.ts";

/** What the series of one group sold together: running sums of their logs, to lend a level to each of them. */
export interface GroupPast {
  /** Mean log over all known values of the group's series in the `width` periods that end with `origin`; NaN without any. */
  meanLog(origin: number, width: number): number;
}

/** The groups of a panel by name; series without a group are in none. */
export function groupPasts(pasts: readonly SeriesPast[]): Map<string, GroupPast> {
  const members = new Map<string, SeriesPast[]>();
  for (const past of pasts) {
    const { group } = past.series;
    if (group === undefined) continue;
    const list = members.get(group);
    if (list) list.push(past);
    else members.set(group, [past]);
  }
  return new Map([...members].map(([name, list]) => [name, groupPast(list)]));
}

function groupPast(members: readonly SeriesPast[]): GroupPast {
  const length = Math.max(...members.map((member) => member.known.length));
  const known = new Float64Array(length);
  const sum = new Float64Array(length);
  for (const member of members) {
    const end = member.known.length - 1;
    for (let t = 0; t < length; t++) {
      known[t]! += member.known[Math.min(t, end)]!;
      sum[t]! += member.sum[Math.min(t, end)]!;
    }
  }
  return {
    meanLog(origin, width) {
      const from = Math.max(0, origin + 1 - width);
      const count = known[origin + 1]! - known[from]!;
      return count > 0 ? (sum[origin + 1]! - sum[from]!) / count : Number.NaN;
    },
  };
}
