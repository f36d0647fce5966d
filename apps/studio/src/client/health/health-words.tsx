import { IconAlertTriangle, IconCheck, IconCircleMinus, IconClock } from "@tabler/icons-react";
import type { SubjectHealth } from "../api/outputs.ts";
import { Chip } from "../ui/chip.tsx";

/** The state of a subject as a word with its icon. */
export function StateWord({ state, changed }: Pick<SubjectHealth, "state" | "changed">) {
  if (state === "changed")
    return (
      <Chip tone="warn">
        <IconAlertTriangle size={12} stroke={2} aria-hidden />
        {changed} changed
      </Chip>
    );
  if (state === "steady")
    return (
      <Chip tone="ok">
        <IconCheck size={12} stroke={2} aria-hidden />
        steady
      </Chip>
    );
  if (state === "gone")
    return (
      <Chip>
        <IconCircleMinus size={12} stroke={2} aria-hidden />
        not live
      </Chip>
    );
  return (
    <Chip title="Changes are judged once there is a week to compare with.">
      <IconClock size={12} stroke={2} aria-hidden />
      learning
    </Chip>
  );
}

/** How sure a finding is, in words. */
export function sureText(pValue: number): string {
  if (pValue < 1e-6) return "certain";
  if (pValue < 1e-3) return "very sure";
  return "sure";
}

/** Where a subject's page stands. */
export function subjectPath({ kind, name }: Pick<SubjectHealth, "kind" | "name">, monitor?: string): string {
  const query = monitor === undefined ? "" : `?monitor=${encodeURIComponent(monitor)}`;
  return `/monitors/${kind}/${encodeURIComponent(name)}${query}`;
}
