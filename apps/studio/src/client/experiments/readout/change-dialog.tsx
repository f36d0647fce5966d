import { Button, Modal, NumberInput, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ExperimentDetail, ExperimentMetric } from "../../../server/experiment-types.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import style from "../experiments.module.css";
import { draftOf } from "../planning/plan-draft.ts";
import { AddedMetrics } from "./added-metrics.tsx";

const twoWeeks = 14;

/** Changes what may change while shoppers are assigned: words, planned days and segments, and metrics that come in; the rest stays. */
export function ChangeDialog({ detail, onClose }: { readonly detail: ExperimentDetail; readonly onClose: () => void }) {
  const [{ name, spec }, setPlan] = useState(() => draftOf(detail));
  const [reason, setReason] = useState(spec.shortReason ?? "");
  const set = (next: Partial<typeof spec>) => setPlan((before) => ({ ...before, spec: { ...before.spec, ...next } }));
  const [added, setAdded] = useState<readonly ExperimentMetric[]>([]);
  const update = useMutation({
    ...trpc.experiments.update.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.experiments.pathFilter());
      onClose();
    },
  });
  const isShort = spec.plannedDays < twoWeeks;
  const isWhole = name.trim() !== "" && (!isShort || reason.trim() !== "");
  return (
    <Modal opened onClose={onClose} title="Change the running experiment">
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          const { shortReason: _before, ...rest } = spec;
          const next = isShort ? { ...rest, shortReason: reason.trim() } : rest;
          const metrics = [...next.metrics, ...added];
          update.mutate({ id: detail.id, revision: detail.revision, name: name.trim(), spec: { ...next, metrics } });
        }}
      >
        <p className="soft">
          Arms, unit, coverage, the metrics of the plan and how they are read stay as they are while it runs.
        </p>
        <TextInput
          data-autofocus
          label="Name"
          maxLength={120}
          value={name}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setPlan((before) => ({ ...before, name: value }));
          }}
        />
        <Textarea
          label="Hypothesis"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={spec.hypothesis}
          onChange={(event) => set({ hypothesis: event.currentTarget.value })}
        />
        <NumberInput
          label="Planned days"
          min={1}
          max={365}
          allowDecimal={false}
          value={spec.plannedDays}
          onChange={(value) => {
            const days = Number(value);
            if (Number.isInteger(days) && days >= 1 && days <= 365) set({ plannedDays: days });
          }}
        />
        {isShort && (
          <TextInput
            label="Why shorter than two weeks"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <TagsInput
          label="Segments"
          description="Fields of the request by which results are broken down."
          maxTags={12}
          value={[...spec.segments]}
          onChange={(segments) => set({ segments })}
        />
        <AddedMetrics detail={detail} added={added} onChange={setAdded} />
        {update.isError && <ErrorNote error={update.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" loading={update.isPending} disabled={!isWhole}>
            Store the change
          </Button>
        </div>
      </form>
    </Modal>
  );
}
