import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import type { MonitorRow, SubjectDetail } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { NotFoundPage } from "../frame/not-found-page.tsx";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { ExplanationCard } from "./explanation-card.tsx";
import { FieldsCard } from "./fields-card.tsx";
import style from "./health.module.css";
import { MonitorCard } from "./monitor-card.tsx";
import { MonitorTiles } from "./monitor-tiles.tsx";
import { NotesCard } from "./notes-card.tsx";
import { SubjectHead } from "./subject-head.tsx";

const groups: readonly { readonly title: string; readonly of: readonly MonitorRow["group"][] }[] = [
  { title: "Monitors", of: ["outcome", "traffic", "answers"] },
  { title: "Steps", of: ["steps"] },
  { title: "Scores", of: ["scores"] },
  { title: "Others", of: ["other"] },
];

/** The health of one endpoint, or of the events of one name. */
export function SubjectPage({ kind, name: encoded }: { readonly kind: string; readonly name: string }) {
  const name = decodeURIComponent(encoded);
  if (kind !== "endpoint" && kind !== "events") return <NotFoundPage />;
  return <Subject kind={kind} name={name} />;
}

function Subject({ kind, name }: Pick<SubjectDetail, "kind" | "name">) {
  const [search, setSearch] = useSearchParams();
  const found = useQuery(
    trpc.monitors.subject.queryOptions({ kind, name }, { refetchInterval: 60_000, placeholderData: keepPreviousData }),
  );
  const session = useQuery(trpc.session.queryOptions(undefined, { staleTime: 60_000 }));
  const subject = found.data;
  const chosen =
    subject?.monitors.find(({ monitor }) => monitor === search.get("monitor")) ??
    subject?.monitors.find(({ isChanged }) => isChanged) ??
    subject?.monitors[0];
  const choose = (monitor: string) => setSearch(new URLSearchParams({ monitor }), { replace: true });
  return (
    <Page {...(subject === undefined ? { title: name } : {})}>
      <TopBar crumbs={[{ title: "Health", href: "/monitors" }, { title: subject?.title ?? name }]} />
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {subject === undefined ? (
        !found.isError && (
          <>
            <Skeleton height={72} radius={10} />
            <Skeleton height={360} radius={10} />
          </>
        )
      ) : (
        <>
          <SubjectHead subject={subject} />
          <div className={style.columns}>
            <div className={style.column}>
              {subject.explanations.map((explanation) => (
                <ExplanationCard key={explanation.figure} subject={subject} explanation={explanation} />
              ))}
              {chosen !== undefined && (
                <MonitorCard
                  key={chosen.monitor}
                  subject={subject}
                  row={chosen}
                  canSet={session.data?.permissions.includes("experiment") ?? false}
                />
              )}
              <FieldsCard
                fields={subject.monitors.filter(({ group }) => group === "request")}
                chosen={chosen?.monitor}
                onChoose={choose}
              />
            </div>
            <div className={style.column}>
              {groups.map(({ title, of }) => {
                const monitors = subject.monitors.filter(({ group }) => of.includes(group));
                return (
                  monitors.length > 0 && (
                    <Card
                      key={title}
                      title={title}
                      aside={<span className="small soft">{changedText(monitors)}</span>}
                      flush
                    >
                      <MonitorTiles label={title} monitors={monitors} chosen={chosen?.monitor} onChoose={choose} />
                    </Card>
                  )
                );
              })}
              <NotesCard notes={subject.notes} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function changedText(monitors: readonly MonitorRow[]): string {
  const changed = monitors.filter(({ isChanged }) => isChanged).length;
  return changed === 0 ? `${monitors.length}, all steady` : `${changed} of ${monitors.length} changed`;
}
