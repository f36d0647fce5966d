import { Button, Skeleton, Switch, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconGauge, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { Allowed } from "../access/allowed.tsx";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { pageCommands } from "../frame/page-commands.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import style from "./experiments.module.css";
import { ExperimentsTable } from "./experiments-table.tsx";
import { HoldoutCard } from "./holdout-card.tsx";
import { ImportExperimentCard } from "./import-experiment-card.tsx";
import { NewExperimentDialog } from "./new-experiment-dialog.tsx";

/** Every experiment: where it is, what it says, and how to begin one. */
export function ExperimentsPage() {
  const [search, setSearch] = useState("");
  const [archived, setArchived] = useState(false);
  const [making, setMaking] = useState(false);
  const [, navigate] = useLocation();
  const mayRun = useMay("experiment");
  const [settled] = useDebouncedValue(search.trim(), 250);
  const experiments = useQuery(
    trpc.experiments.list.queryOptions(
      { archived, ...(settled === "" ? {} : { search: settled }) },
      { refetchInterval: 15_000, placeholderData: keepPreviousData },
    ),
  );
  useEffect(() => {
    pageCommands.set([
      ...(mayRun ? [{ title: "New experiment", run: () => setMaking(true) }] : []),
      { title: "Metrics of experiments", run: () => navigate("/experiments/metrics") },
      { title: "Statistics reference", run: () => navigate("/experiments/statistics") },
    ]);
    return () => pageCommands.set([]);
  }, [mayRun, navigate]);
  const rows = experiments.data;
  const begin = mayRun && (
    <Button variant="filled" leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setMaking(true)}>
      New experiment
    </Button>
  );
  return (
    <Page
      title="Experiments"
      actions={
        <>
          <Button component={Link} href="/experiments/metrics" leftSection={<IconGauge size={16} stroke={1.5} />}>
            Metrics
          </Button>
          {begin}
        </>
      }
    >
      <TopBar crumbs={[{ title: "Experiments" }]} />
      <Card flush>
        <search className={style.filters}>
          <TextInput
            label="Find"
            placeholder="Name, arm, hypothesis or decision"
            leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Switch label="Archived" checked={archived} onChange={(event) => setArchived(event.currentTarget.checked)} />
        </search>
        {experiments.isError && <ErrorNote error={experiments.error} onRetry={() => void experiments.refetch()} />}
        {rows === undefined ? (
          !experiments.isError && (
            <div style={{ padding: 16, display: "grid", gap: 8 }}>
              {[..."1234"].map((key) => (
                <Skeleton key={key} height={40} />
              ))}
            </div>
          )
        ) : rows.length > 0 ? (
          <ExperimentsTable rows={rows} />
        ) : settled !== "" ? (
          <EmptyState
            title="No experiment matches"
            actions={<Button onClick={() => setSearch("")}>Clear the search</Button>}
          >
            Try another word{archived ? "" : ", or look among the archived ones"}.
          </EmptyState>
        ) : archived ? (
          <EmptyState title="Nothing is archived">
            An experiment that has ended can be archived on its page. It stays searchable here.
          </EmptyState>
        ) : (
          <EmptyState
            title="No experiment yet"
            actions={
              <>
                {begin}
                <Button component={Link} href="/pipelines">
                  Open the pipelines
                </Button>
              </>
            }
          >
            An experiment gives some shoppers a changed pipeline and compares what they do. Open a pipeline, choose a
            node and press “Test this” beside a setting
            <Allowed to="experiment">, or begin here with a pipeline and say later what differs</Allowed>.
          </EmptyState>
        )}
      </Card>
      <div className={style.below}>
        <HoldoutCard />
        {mayRun && <ImportExperimentCard />}
      </div>
      {making && <NewExperimentDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}
