import { Button, Modal, SegmentedControl, Select, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { trpc } from "../../api/trpc.ts";
import { Chip } from "../../ui/chip.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";
import { ChangesView } from "../publish/changes-view.tsx";
import publish from "../publish/publish.module.css";
import { SampleComparisons } from "../publish/sample-comparison.tsx";
import { useChanges } from "../publish/use-changes.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { CallArm } from "./call-arm.tsx";
import style from "./experiments.module.css";

/** The arms of the pipeline's experiments: what differs is marked on the graph, and the samples are run on the arm that is chosen. */
export function ArmsDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Experiments on this pipeline" size={1320} yOffset="4dvh">
      {opened && <Arms onClose={onClose} />}
    </Modal>
  );
}

function Arms({ onClose }: { readonly onClose: () => void }) {
  const { pipelineId } = useCanvas();
  const [, navigate] = useLocation();
  const experiments = useQuery(trpc.experiments.list.queryOptions({ pipelineId }, { refetchOnMount: "always" }));
  const [picked, setPicked] = useState<string>();
  const [arm, setArm] = useState<string>();
  if (experiments.isError) return <ErrorNote error={experiments.error} onRetry={() => void experiments.refetch()} />;
  if (experiments.data === undefined) return <Skeleton height={320} radius={10} />;
  const experiment = experiments.data.find(({ id }) => id === picked) ?? experiments.data[0];
  if (experiment === undefined)
    return <p className="muted">No experiment was made on this pipeline. Choose “Test this” in the menu of a node.</p>;
  const shown = experiment.arms.find(({ key }) => key === arm) ?? experiment.arms[1] ?? experiment.arms[0]!;
  const control = experiment.arms[0]!;
  return (
    <>
      <div className={style.arms}>
        <Select
          aria-label="Experiment"
          w={320}
          data={experiments.data.map(({ id, name }) => ({ value: id, label: name }))}
          value={experiment.id}
          allowDeselect={false}
          onChange={(next) => {
            setPicked(next ?? undefined);
            setArm(undefined);
          }}
        />
        <Chip>{experiment.state}</Chip>
        <SegmentedControl
          aria-label="Arm that is shown and run"
          data={experiment.arms.map(({ key, name }) => ({ value: key, label: name }))}
          value={shown.key}
          onChange={setArm}
        />
        <Button
          variant="subtle"
          onClick={() => {
            onClose();
            navigate(`/experiments/${experiment.id}`);
          }}
        >
          Open the experiment
        </Button>
      </div>
      <ArmComparison
        key={`${experiment.id} ${shown.key}`}
        before={`arm:${experiment.id}:${control.key}`}
        after={`arm:${experiment.id}:${shown.key}`}
        labels={{ before: control.name, after: shown.name }}
      />
      {experiment.state === "running" && experiment.pipeline?.slug != null && (
        <section className={publish.section}>
          <h3>See {shown.name} in the shop</h3>
          <CallArm slug={experiment.pipeline.slug} variant={`${experiment.key}:${shown.key}`} />
        </section>
      )}
    </>
  );
}

function ArmComparison({
  before,
  after,
  labels,
}: {
  readonly before: string;
  readonly after: string;
  readonly labels: { readonly before: string; readonly after: string };
}) {
  const { pipelineId } = useCanvas();
  const comparison = useQuery(
    trpc.pipelines.compare.queryOptions({ pipelineId, before, after }, { refetchOnMount: "always" }),
  );
  const changes = useChanges(comparison.data);
  if (comparison.isError) return <ErrorNote error={comparison.error} onRetry={() => void comparison.refetch()} />;
  if (comparison.data === undefined || changes === undefined) return <Skeleton height={240} radius={10} />;
  return (
    <>
      <p role="status">
        <b>{changes.count === 0 ? "Nothing differs" : counted(changes.count, "change")}</b>
        {changes.count === 0 ? `: this is ${labels.before}.` : ` from ${labels.before} to ${labels.after}.`}
      </p>
      <ChangesView changes={changes} />
      <section className={publish.section}>
        <h3>What the sample requests answer</h3>
        <SampleComparisons pipelineId={pipelineId} comparison={comparison.data} labels={labels} />
      </section>
    </>
  );
}
