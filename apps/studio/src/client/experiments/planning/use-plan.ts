import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";

/** What of a spec a plan depends on: not edits of arms, words, or other metrics than the primary one. */
export function plannedSpec(spec: ExperimentSpec): ExperimentSpec {
  const { planned: _planned, shortReason: _reason, ...rest } = spec;
  const arms = spec.arms.map(({ key, weight }) => ({ key, name: key, weight, edits: [] }));
  const metrics = spec.metrics.filter(({ role }) => role === "primary");
  return { ...rest, hypothesis: "", segments: [], metrics, arms };
}

/** What a plan would find, asked again a moment after the last change. */
export function usePlan(pipelineId: string | null, spec: ExperimentSpec, effect: number, power: number) {
  const [settled] = useDebouncedValue(JSON.stringify({ spec: plannedSpec(spec), effect, power }), 350);
  const asked = JSON.parse(settled) as { spec: ExperimentSpec; effect: number; power: number };
  return useQuery(
    trpc.experiments.plan.queryOptions(
      { pipelineId: pipelineId ?? "", ...asked },
      {
        enabled: pipelineId !== null && asked.spec.metrics.length > 0,
        placeholderData: keepPreviousData,
        staleTime: 60_000,
      },
    ),
  );
}
