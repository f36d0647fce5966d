import "../../canvas/zod-without-code.ts";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { TopBar } from "../../frame/top-bar.tsx";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import ui from "../../ui/ui.module.css";
import style from "../experiments.module.css";
import { FrontEndCard } from "../front-end/front-end-card.tsx";
import { StateChip } from "../state-chip.tsx";
import { ArmsCard } from "./arms-card.tsx";
import { AssignmentCard } from "./assignment-card.tsx";
import { FrontEndArmsCard } from "./front-end-arms-card.tsx";
import { KindCard } from "./kind-card.tsx";
import { PlanMetricsCard } from "./plan-metrics-card.tsx";
import type { PlanProps } from "./plan-props.ts";
import { PlannerCard } from "./planner-card.tsx";
import { QuestionCard } from "./question-card.tsx";
import { ReadingCard } from "./reading-card.tsx";
import { RemoveDraft } from "./remove-draft.tsx";
import { StartCard } from "./start-card.tsx";
import { type EditedPlan, type Storing, usePlanDraft } from "./use-plan-draft.ts";

/** An experiment before it starts: the question, its arms, who takes part, what is read, and how long it will take. */
export function PlanningPage({
  detail,
  onReload,
}: {
  readonly detail: ExperimentDetail;
  readonly onReload: () => void;
}) {
  const plan = usePlanDraft(detail);
  const slug = detail.pipeline?.slug ?? null;
  const endpoint = useQuery(
    trpc.endpoints.get.queryOptions({ slug: slug ?? "" }, { enabled: slug !== null, staleTime: 60_000 }),
  );
  const fields = Object.keys((endpoint.data?.requestSchema.properties ?? {}) as object);
  const props: PlanProps = { detail, plan, isFixed: !detail.can.edit || detail.state === "starting", fields };
  const isOfFrontEnd = detail.kind === "external";
  const { spec } = plan.draft;
  return (
    <div className={style.readout}>
      <TopBar
        heading
        crumbs={[{ title: "Experiments", href: "/experiments" }, { title: plan.draft.name }]}
        beside={
          <>
            <StateChip experiment={detail} />
            <span className={`small muted ${style.wideOnly}`} aria-live="polite">
              {props.isFixed ? "" : storingLabel(plan.storing)}
            </span>
          </>
        }
      >
        {detail.can.edit && <RemoveDraft detail={detail} />}
      </TopBar>
      <StoringNote plan={plan} detail={detail} onReload={onReload} />
      {detail.problem !== null && (
        <div className={ui.note} role="alert">
          <p>{detail.problem}</p>
        </div>
      )}
      <div className={style.board}>
        <div className={style.wide}>
          <QuestionCard {...props} />
          <KindCard {...props} />
          {isOfFrontEnd ? <FrontEndArmsCard {...props} /> : <ArmsCard {...props} />}
          <PlanMetricsCard {...props} />
          <div className={style.pair}>
            <AssignmentCard {...props} />
            <ReadingCard {...props} />
          </div>
          {isOfFrontEnd && <FrontEndCard detail={detail} spec={spec} arms={spec.arms} />}
        </div>
        <div className={style.side}>
          <StartCard {...props} />
          {isOfFrontEnd ? <FrontEndDays /> : <PlannerCard {...props} />}
        </div>
      </div>
    </div>
  );
}

/** In place of the planner, which reads the log of an endpoint. */
function FrontEndDays() {
  return (
    <Card title="How long it takes">
      <p className="small soft">
        Visitors of the front end are known when their exposures come, so days cannot be computed before. Two whole
        weeks count every weekday alike; read it on any day with the “Any day” reading.
      </p>
    </Card>
  );
}

function storingLabel(storing: Storing): string {
  switch (storing.is) {
    case "stored":
      return "Stored";
    case "storing":
      return "Storing…";
    default:
      return "Not stored";
  }
}

function StoringNote({
  plan,
  detail,
  onReload,
}: {
  readonly plan: EditedPlan;
  readonly detail: ExperimentDetail;
  readonly onReload: () => void;
}) {
  const { storing } = plan;
  if (storing.is === "failed") return <ErrorNote error={storing.error} onRetry={() => void plan.flush()} />;
  if (storing.is !== "changed-meanwhile") return null;
  return (
    <div className={ui.note} role="alert">
      <div className="grow">
        <p>Someone else changed this experiment meanwhile.</p>
        <p>What you changed since is shown here and is not stored. Note it, load the stored plan, and make it again.</p>
      </div>
      <Button
        size="xs"
        onClick={() => {
          plan.takeStored(detail);
          onReload();
        }}
      >
        Load the stored plan
      </Button>
    </div>
  );
}
