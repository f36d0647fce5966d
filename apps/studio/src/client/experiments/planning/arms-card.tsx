import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { Card } from "../../ui/card.tsx";
import { ArmsActions } from "./arms-actions.tsx";
import { PercentInput } from "./percent-input.tsx";
import { removeArm, setWeight } from "./plan-draft.ts";
import type { PlanProps } from "./plan-props.ts";
import style from "./planning.module.css";
import { TakeDraft } from "./take-draft.tsx";

const maxArms = 8;
const byEdits = "";

/** The arms: who gets how much, and what differs, in words; edits are made on the canvas. */
export function ArmsCard({ detail, plan, isFixed }: PlanProps) {
  const { arms } = plan.draft.spec;
  const { pipeline } = detail;
  const versions = useQuery(
    trpc.pipelines.versions.queryOptions({ pipelineId: pipeline?.id ?? "" }, { enabled: pipeline !== null }),
  );
  const change = (next: ExperimentSpec["arms"]) => plan.change({ arms: next });
  const set = (key: string, next: Partial<ExperimentSpec["arms"][number]>) =>
    change(arms.map((arm) => (arm.key === key ? { ...arm, ...next } : arm)));
  const setVersion = (key: string, versionId: string) =>
    change(
      arms.map((arm) => {
        if (arm.key !== key) return arm;
        const { versionId: _before, ...rest } = arm;
        return versionId === byEdits ? rest : { ...rest, edits: [], versionId };
      }),
    );
  const choices = (versions.data ?? [])
    .filter(({ id, status }) => status === "ready" && id !== detail.versionId)
    .map(({ id, number }) => ({ value: id, label: `Version ${number}` }));
  return (
    <Card title="Arms" aside={!isFixed && <ArmsActions arms={arms} max={maxArms} onChange={change} />}>
      <ul className={style.arms}>
        {arms.map((arm, at) => {
          const known = detail.arms.find(({ key }) => key === arm.key);
          return (
            <li key={arm.key}>
              <div className={style.armFields}>
                <TextInput
                  label={at === 0 ? `Control, ${arm.key}` : `Arm ${arm.key}`}
                  maxLength={100}
                  disabled={isFixed}
                  value={arm.name}
                  onChange={(event) => set(arm.key, { name: event.currentTarget.value })}
                />
                <PercentInput
                  label="Share"
                  disabled={isFixed}
                  value={arm.weight}
                  onChange={(weight) => change(setWeight(arms, arm.key, weight))}
                />
                {at > 0 && pipeline !== null && choices.length > 0 && (
                  <Select
                    label="What it runs"
                    allowDeselect={false}
                    disabled={isFixed}
                    data={[{ value: byEdits, label: "Edits of the live version" }, ...choices]}
                    value={arm.versionId ?? byEdits}
                    onChange={(value) => setVersion(arm.key, value ?? byEdits)}
                  />
                )}
                {at > 0 && arms.length > 2 && !isFixed && (
                  <ActionIcon aria-label={`Remove arm ${arm.name}`} onClick={() => change(removeArm(arms, arm.key))}>
                    <IconTrash size={16} stroke={1.5} />
                  </ActionIcon>
                )}
              </div>
              {at === 0 ? (
                <p className="small muted">
                  {detail.versionNumber === null ? "As it is." : `Version ${detail.versionNumber} as it is.`}
                  {detail.liveNumber !== null && ` Version ${detail.liveNumber} is live by now.`}
                </p>
              ) : (
                <div className={style.changes}>
                  {(known?.changes.length ?? 0) > 0 ? (
                    <ul aria-label={`What differs in ${arm.name}`}>
                      {known!.changes.map((one) => (
                        <li key={one}>{one}</li>
                      ))}
                    </ul>
                  ) : (
                    <p className="small muted">
                      {arm.versionId === undefined
                        ? "Nothing differs yet. Change the pipeline's draft on the canvas, then take its changes into this arm."
                        : "Another version."}
                    </p>
                  )}
                  {pipeline !== null && detail.versionId !== null && arm.versionId === undefined && !isFixed && (
                    <span className="row">
                      <Button
                        component={Link}
                        size="xs"
                        leftSection={<IconPencil size={14} stroke={1.5} />}
                        href={`/pipelines/${pipeline.id}`}
                      >
                        Change the draft
                      </Button>
                      <TakeDraft
                        pipelineId={pipeline.id}
                        versionId={detail.versionId}
                        armName={arm.name}
                        onTake={(edits) => set(arm.key, { edits })}
                      />
                    </span>
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {detail.collisions.length > 0 && (
        <p className="small warn">
          {detail.collisions.map(({ name, nodes }) => `“${name}” runs on ${nodes.join(", ")} too`).join("; ")}. Put both
          into one exclusion group with ranges apart, or wait until it has ended.
        </p>
      )}
    </Card>
  );
}
