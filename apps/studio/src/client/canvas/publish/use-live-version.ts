import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { countChanges, graphDifference } from "@aisle/runtime/graph/graph-difference";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../api/trpc.ts";
import { useCanvas, useGraph } from "../session/use-canvas.ts";
import { versionInterval } from "./version-interval.ts";

const settleMs = 250;

/** The number of the live version (null when nothing is live), and how many changes the draft has against it. */
export function useLiveVersion(): { readonly number: number | null; readonly changes: number } | undefined {
  const { pipelineId } = useCanvas();
  const graph = useGraph((all) => all);
  const versions = useQuery(
    trpc.pipelines.versions.queryOptions(
      { pipelineId },
      { refetchInterval: (query) => versionInterval(query.state.data) },
    ),
  );
  const live = versions.data?.find((version) => version.live);
  const detail = useQuery(
    trpc.pipelines.version.queryOptions({ versionId: live?.id ?? "" }, { enabled: live !== undefined }),
  );
  const [changes, setChanges] = useState(0);
  const liveGraph = detail.data?.graph as Graph | undefined;
  useEffect(() => {
    // Counting compares whole graphs: once a hand rests is often enough.
    const count = () => setChanges(countChanges(graphDifference(liveGraph ?? emptyGraph, graph)));
    const timer = setTimeout(count, settleMs);
    return () => clearTimeout(timer);
  }, [graph, liveGraph]);
  if (versions.data === undefined || (live !== undefined && detail.data === undefined)) return undefined;
  return { number: live?.number ?? null, changes };
}
