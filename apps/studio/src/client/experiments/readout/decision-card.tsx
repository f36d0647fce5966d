import { Button, Radio, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { useMay } from "../../access/use-may.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { publishWhenOpened } from "../../pipelines/requested-publish.ts";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { percent } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { decisionOptions } from "./decision-options.ts";
import style from "./readout.module.css";

const goOn = "";

/** How the experiment ends: the options with what each risks, the reason for the log, then promoting the arm that was chosen. */
export function DecisionCard({ detail }: { readonly detail: ExperimentDetail }) {
  return (
    <Card title="Decision">
      {detail.decision === null ? <Deciding detail={detail} /> : <Decided detail={detail} decision={detail.decision} />}
      <dl className={style.beside}>
        <dt>Left out</dt>
        <dd>{detail.holdoutShare === 0 ? "nobody" : `${percent(detail.holdoutShare)} of the workspace's holdout`}</dd>
        {detail.spec.coverage < 1 && (
          <>
            <dt>Taking part</dt>
            <dd>{percent(detail.spec.coverage)} of the others</dd>
          </>
        )}
        <dt>Beside it</dt>
        <dd>
          {detail.collisions.length === 0
            ? "no other experiment on its nodes"
            : detail.collisions.map(({ name }) => name).join(", ")}
        </dd>
      </dl>
    </Card>
  );
}

function Deciding({ detail }: { readonly detail: ExperimentDetail }) {
  const options = decisionOptions(detail);
  const [chosen, setChosen] = useState<string>(options[0]?.arm ?? goOn);
  const [reason, setReason] = useState("");
  const decide = useMutation({
    ...trpc.experiments.decide.mutationOptions(),
    onSuccess: () => queryClient.invalidateQueries(trpc.experiments.pathFilter()),
  });
  if (!detail.can.decide) {
    return (
      <p className="small muted">
        {detail.state === "running"
          ? "It is running; analysts decide how it ends."
          : "No decision has been recorded yet."}
      </p>
    );
  }
  const option = options.find(({ arm }) => (arm ?? goOn) === chosen);
  return (
    <form
      className={style.deciding}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== goOn) decide.mutate({ id: detail.id, arm: chosen, reason: reason.trim() });
      }}
    >
      <Radio.Group aria-label="Decision" value={chosen} onChange={setChosen}>
        {options.map(({ arm, title, help }) => (
          <Radio key={arm ?? goOn} value={arm ?? goOn} label={title} description={help} />
        ))}
      </Radio.Group>
      {chosen !== goOn && (
        <>
          <Textarea
            label="Why, for the log"
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {detail.reading?.withheld === true && (
            <p className="small warn">The reading is withheld: say in the reason why you decide without it.</p>
          )}
          {decide.isError && <ErrorNote error={decide.error} />}
          <div className="row">
            <Button type="submit" variant="filled" loading={decide.isPending} disabled={reason.trim() === ""}>
              {option?.title ?? "Decide"}
            </Button>
            <span className="small muted">
              {reason.trim() === "" ? "A reason is asked for." : "Ends the experiment and is recorded with your name."}
            </span>
          </div>
        </>
      )}
    </form>
  );
}

function Decided({
  detail,
  decision,
}: {
  readonly detail: ExperimentDetail;
  readonly decision: NonNullable<ExperimentDetail["decision"]>;
}) {
  const [, navigate] = useLocation();
  const mayEdit = useMay("edit");
  const arm = detail.arms.find(({ key }) => key === decision.arm);
  const differs = arm !== undefined && arm.key !== detail.arms[0]?.key;
  const promote = useMutation({
    ...trpc.experiments.promote.mutationOptions(),
    onSuccess: ({ pipelineId, refused }) => {
      if (refused.length > 0) {
        notifications.show({
          message: `Not made, since the draft has changed: ${refused.join("; ")}`,
          autoClose: 15_000,
        });
      }
      publishWhenOpened(pipelineId);
      void queryClient.invalidateQueries(trpc.experiments.pathFilter());
      navigate(`/pipelines/${pipelineId}`);
    },
  });
  return (
    <div className={style.deciding}>
      <p>
        <b>{arm === undefined ? "No arm was chosen" : differs ? `Ship ${arm.name}` : `Keep ${arm.name}`}</b>
      </p>
      <blockquote className={style.reason}>{decision.reason}</blockquote>
      <p className="small muted">
        Recorded by {decision.by ?? (detail.demo ? "the demo shop" : "somebody whose data was deleted")},{" "}
        <RelativeTime at={decision.at} />
      </p>
      {differs && detail.pipeline !== null && mayEdit && (
        <>
          <p className="small soft">
            Promoting makes the {arm.name} edits in the pipeline's draft and opens publish. Nothing is live before you
            publish.
          </p>
          {promote.isError && <ErrorNote error={promote.error} />}
          <div>
            <Button
              variant="filled"
              loading={promote.isPending}
              onClick={() => promote.mutate({ id: detail.id, arm: arm.key })}
            >
              Promote {arm.name}
            </Button>
          </div>
        </>
      )}
      {differs && !mayEdit && detail.pipeline !== null && (
        <p className="small muted">Merchandisers and developers can promote it into the pipeline's draft.</p>
      )}
    </div>
  );
}
