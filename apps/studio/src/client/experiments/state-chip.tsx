import { IconAlertTriangle, IconFlag, IconFlask, IconHourglass, IconPencil, IconPlayerStop } from "@tabler/icons-react";
import type { ExperimentRow, ExperimentState } from "../../server/experiment-types.ts";
import { Chip, type Tone } from "../ui/chip.tsx";

const states: {
  readonly [S in ExperimentState]: { readonly label: string; readonly tone: Tone; readonly icon: typeof IconFlask };
} = {
  draft: { label: "Draft", tone: "plain", icon: IconPencil },
  starting: { label: "Starting", tone: "accent", icon: IconHourglass },
  running: { label: "Running", tone: "accent", icon: IconFlask },
  stopped: { label: "Stopped", tone: "warn", icon: IconPlayerStop },
  decided: { label: "Decided", tone: "ok", icon: IconFlag },
};

/** Where an experiment is, as a chip with icon and word. */
export function StateChip({ experiment }: { readonly experiment: Pick<ExperimentRow, "state" | "verdict" | "demo"> }) {
  const hasProblem = experiment.verdict.kind === "problem";
  const { label, tone, icon: Icon } = states[experiment.state];
  const Shown = hasProblem ? IconAlertTriangle : Icon;
  return (
    <>
      <Chip tone={hasProblem ? "bad" : tone}>
        <Shown size={12} stroke={1.75} aria-hidden />
        {hasProblem ? `${label}, with a problem` : label}
      </Chip>
      {experiment.demo && <Chip title="Made by the demo shop's simulated traffic">simulated</Chip>}
    </>
  );
}
