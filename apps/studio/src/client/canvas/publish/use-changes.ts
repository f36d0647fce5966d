import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { countChanges, type GraphDifference, graphDifference } from "@aisle/runtime/graph/graph-difference";
import { useMemo } from "react";
import type { Comparison } from "../../api/outputs.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { type ChangeGroup, changeGroups } from "./change-groups.ts";

/** What differs between two compared graphs, ready to be shown. */
export interface Changes {
  readonly before: Graph;
  readonly after: Graph;
  readonly difference: GraphDifference;
  readonly groups: readonly ChangeGroup[];
  readonly count: number;
  /** Names of those who made the changes, and when the last was made. */
  readonly people: readonly string[];
  readonly lastAt: string | undefined;
}

/** Reads a comparison into changes. Against nothing there are none: marks on everything would say nothing. */
export function useChanges(comparison: Comparison | undefined): Changes | undefined {
  const { manifests } = useCanvas();
  return useMemo(() => {
    if (comparison === undefined) return undefined;
    const after = comparison.after.graph as Graph;
    const before = (comparison.before?.graph ?? after) as Graph;
    const difference = graphDifference(before, after);
    const touched = new Map(comparison.touches.map((touch) => [touch.key, touch]));
    const groups = changeGroups({ before, after, difference, manifests, touched });
    const touches = groups.flatMap((group) => group.lines.flatMap((line) => line.touch ?? []));
    return {
      before: comparison.before === null ? emptyGraph : before,
      after,
      difference,
      groups,
      count: countChanges(difference),
      people: [...new Set(touches.map((touch) => touch.author.name))],
      lastAt: touches
        .map((touch) => touch.at)
        .sort()
        .at(-1),
    };
  }, [comparison, manifests]);
}
