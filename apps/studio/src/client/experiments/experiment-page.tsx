import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import style from "./experiments.module.css";

const PlanningPage = lazy(() => import("./planning/planning-page.tsx").then((m) => ({ default: m.PlanningPage })));
const ReadoutPage = lazy(() => import("./readout/readout-page.tsx").then((m) => ({ default: m.ReadoutPage })));

/** How often an experiment is read again, by its state: while it starts twice a second, while it runs every 15 seconds. */
const refreshMs = { draft: false, starting: 700, running: 15_000, stopped: 30_000, decided: false } as const;

/** One experiment: its plan while it is a draft, its readout from then on. */
export function ExperimentPage({ id }: { readonly id: string }) {
  const experiment = useQuery(
    trpc.experiments.get.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data === undefined ? false : refreshMs[state.data.state]) },
    ),
  );
  const crumbs = [{ title: "Experiments", href: "/experiments" }, { title: "Experiment" }];
  const detail = experiment.data;
  if (detail === undefined) {
    return experiment.isError ? (
      <Page>
        <TopBar crumbs={crumbs} />
        <ErrorNote error={experiment.error} onRetry={() => void experiment.refetch()} />
      </Page>
    ) : (
      <div className={style.readout}>
        <TopBar crumbs={crumbs} />
        <Skeleton height={64} radius={10} />
        <div className={style.board}>
          <Skeleton height={480} radius={10} />
          <Skeleton height={480} radius={10} />
        </div>
      </div>
    );
  }
  return detail.state === "draft" || detail.state === "starting" ? (
    <PlanningPage key={detail.id} detail={detail} onReload={() => void experiment.refetch()} />
  ) : (
    <ReadoutPage detail={detail} />
  );
}
