import { useQuery } from "@tanstack/react-query";
import type { MonitorRow, SubjectDetail } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { useCanvas } from "../session/use-canvas.ts";

const readMs = 60_000;

/** What monitors found of the pipeline's live endpoint; null where there is none, or nothing was read yet. */
export function useLiveHealth(): SubjectDetail | null | undefined {
  const { pipelineId } = useCanvas();
  return useQuery(healthOf(pipelineId)).data;
}

/** The monitors of one node; undefined until they are known, empty where it has none. */
export function useNodeHealth(node: string): readonly MonitorRow[] | undefined {
  const { pipelineId } = useCanvas();
  const found = useQuery({
    ...healthOf(pipelineId),
    select: (detail) => detail?.monitors.filter((row) => row.node === node) ?? [],
  });
  return found.data;
}

const healthOf = (pipelineId: string) =>
  trpc.monitors.ofPipeline.queryOptions({ pipelineId }, { refetchInterval: readMs, staleTime: readMs, retry: false });
