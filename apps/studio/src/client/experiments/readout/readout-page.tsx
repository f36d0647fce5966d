import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { TopBar } from "../../frame/top-bar.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ArchiveButton } from "../archive-button.tsx";
import style from "../experiments.module.css";
import { FrontEndCard } from "../front-end/front-end-card.tsx";
import { StateChip } from "../state-chip.tsx";
import { ArmsSummary } from "./arms-summary.tsx";
import { DecisionCard } from "./decision-card.tsx";
import { HealthCard } from "./health-card.tsx";
import { InterleavingCard } from "./interleaving-card.tsx";
import { MetricsCard } from "./metrics-card.tsx";
import { ReadAgain } from "./read-again.tsx";
import { ReadoutActions } from "./readout-actions.tsx";
import { SegmentsCard } from "./segments-card.tsx";
import { SplitCard } from "./split-card.tsx";
import { VerdictHead } from "./verdict-head.tsx";

const LiftCard = lazy(() => import("./lift-card.tsx").then((m) => ({ default: m.LiftCard })));
const ExposuresCard = lazy(() => import("./exposures-card.tsx").then((m) => ({ default: m.ExposuresCard })));

const kindNames: ReadonlyMap<string, string> = new Map([
  ["bandit", "Bandit"],
  ["interleaving", "Interleaving"],
  ["external", "In the front end"],
  ["import", "From a file"],
]);

/** What an experiment says: the verdict in words first, then what is behind it, whether to believe it, and how it ends. */
export function ReadoutPage({ detail }: { readonly detail: ExperimentDetail }) {
  const catalogue = useQuery(trpc.catalogue.fields.queryOptions(undefined, { staleTime: 60_000 }));
  const currency = catalogue.data?.currency ?? null;
  const { reading } = detail;
  // A file has neither days nor fields to break results down by, and nothing comes after it.
  const isOfFile = detail.kind === "import";
  const crumbs = [{ title: "Experiments", href: "/experiments" }, { title: detail.name }];
  return (
    <div className={style.readout}>
      <TopBar
        heading
        crumbs={crumbs}
        beside={
          <>
            <span className={`row ${style.wideOnly}`}>
              <StateChip experiment={detail} />
            </span>
            {kindNames.has(detail.kind) && (
              <span className={`small muted ${style.wideOnly}`}>{kindNames.get(detail.kind)}</span>
            )}
            <span className={`small muted clip ${style.wideOnly}`}>
              {detail.pipeline !== null && (
                <>
                  in{" "}
                  <Link className={style.inText!} href={`/pipelines/${detail.pipeline.id}`}>
                    {detail.pipeline.name}
                  </Link>
                </>
              )}
              {detail.startedAt !== null && (
                <>
                  {detail.pipeline !== null && ", "}
                  {isOfFile ? "imported" : "since"} <RelativeTime at={detail.startedAt} />
                </>
              )}
            </span>
          </>
        }
      >
        <ReadoutActions detail={detail} />
        <ArchiveButton detail={detail} />
      </TopBar>
      <VerdictHead detail={detail} />
      <div className={style.board}>
        <div className={style.wide}>
          {reading === null ? (
            <Card title="Nothing read yet">
              <EmptyState title="The first reading comes within minutes">
                Units are counted as shoppers come, and the readings follow the events. This page refreshes itself.
              </EmptyState>
            </Card>
          ) : (
            <>
              {!isOfFile && (
                <Suspense fallback={<Skeleton height={328} radius={10} />}>
                  <LiftCard detail={detail} reading={reading} />
                </Suspense>
              )}
              {detail.kind === "bandit" && <SplitCard detail={detail} reading={reading} />}
              {reading.interleaving !== undefined && (
                <InterleavingCard detail={detail} readings={reading.interleaving} />
              )}
              <MetricsCard detail={detail} reading={reading} currency={currency} />
              {!isOfFile && (
                <div className={style.pair}>
                  <SegmentsCard detail={detail} reading={reading} />
                  <Suspense fallback={<Skeleton height={240} radius={10} />}>
                    <ExposuresCard detail={detail} reading={reading} />
                  </Suspense>
                </div>
              )}
            </>
          )}
          {detail.kind === "external" && detail.state === "running" && <FrontEndCard detail={detail} />}
        </div>
        <div className={style.side}>
          <HealthCard checks={reading?.health ?? []} withheld={reading?.withheld ?? false} />
          <DecisionCard detail={detail} />
          <ArmsSummary detail={detail} />
          {!isOfFile && <ReadAgain detail={detail} reading={reading} />}
        </div>
      </div>
    </div>
  );
}
