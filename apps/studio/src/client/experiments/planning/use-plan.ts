import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";

/** What a plan would find, asked again a moment after the last change; edits of arms, words and other metrics than the primary one do not matter to it, and an address holds only so much. */
export function usePlan(pipelineId: string | null, spec: ExperimentSpec, effect: number, power: number) {
  const { planned: _planned, shortReason: _reason, ...rest } = spec;
  const arms = spec.arms.map(({ key, name, weight }) => ({ key, name, weight, edits: [] }));
  const input = JSON.stringify({
    spec: { ...rest, hypothesis: "", segments: [], metrics: spec.metrics.slice(0, 1), arms },
    effect,
    power,
  });
  const [settled] = useDebouncedValue(input, 350);
  const asked = JSON.parse(settled) as { spec: ExperimentSpec; effect: number; power: number };
  return useQuery(
    trpc.experiments.plan.queryOptions(
      { pipelineId: pipelineId ?? "", ...asked },
      {
        enabled: pipelineId !== null && spec.metrics.length > 0,
        placeholderData: keepPreviousData,
        staleTime: 60_000,
      },
    ),
  );
}
