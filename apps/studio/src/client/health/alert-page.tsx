import { Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useMay } from "../access/use-may.ts";
import type { AlertDetail } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { AlertActions } from "./alert-actions.tsx";
import { ExplanationCard } from "./explanation-card.tsx";
import style from "./health.module.css";
import { subjectPath } from "./health-words.tsx";

/** One alert: what happened, why, what else changed then, and what people did about it. */
export function AlertPage({ id }: { readonly id: string }) {
  const found = useQuery(trpc.alerts.get.queryOptions({ id }, { refetchInterval: 30_000 }));
  const mayAct = useMay("experiment");
  const alert = found.data;
  return (
    <Page {...(alert === undefined ? { title: "Alert" } : {})}>
      <TopBar crumbs={[{ title: "Health", href: "/monitors" }, { title: alert?.name ?? "Alert" }]} />
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {alert === undefined ? (
        !found.isError && <Skeleton height={240} radius={10} />
      ) : (
        <>
          <AlertHead alert={alert} />
          <div className={style.columns}>
            <div className={style.column}>
              {alert.explanation !== null && (
                <ExplanationCard subject={{ ...alert, pipelineId: null }} explanation={alert.explanation} />
              )}
              <FindingsCard alert={alert} />
            </div>
            <div className={style.column}>
              {mayAct && <AlertActions alert={alert} />}
              <HappeningsCard alert={alert} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function AlertHead({ alert }: { readonly alert: AlertDetail }) {
  const { title, statement, state, kind, name, since, recoveredAt, seenAt, acknowledgedBy, assignee } = alert;
  const Icon = state === "recovered" ? IconCheck : IconAlertTriangle;
  return (
    <header className={style.head} data-state={state === "recovered" ? "steady" : "changed"}>
      <Icon size={24} stroke={1.75} aria-hidden />
      <div>
        <h1>{title}</h1>
        <p>{statement}</p>
        <p className="soft">
          <Link href={subjectPath({ kind, name })}>{kind === "endpoint" ? `/v1/${name}` : name}</Link>, since{" "}
          <RelativeTime at={since} />,{" "}
          {recoveredAt === null ? (
            <>
              last seen <RelativeTime at={seenAt} />
            </>
          ) : (
            <>
              over since <RelativeTime at={recoveredAt} />
            </>
          )}
          {acknowledgedBy !== null && `, taken by ${acknowledgedBy.name}`}
          {assignee !== null && `, assigned to ${assignee.name}`}
        </p>
      </div>
    </header>
  );
}

function FindingsCard({ alert }: { readonly alert: AlertDetail }) {
  return (
    <Card title="What changed then" flush>
      <ul className={style.changes}>
        {alert.findings.map(({ monitor, statement, since }) => (
          <li key={monitor}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            <div>
              <Link href={subjectPath(alert, monitor)}>{statement}</Link>
              <p className="small soft">
                since <RelativeTime at={since} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const words: { readonly [T in AlertDetail["happenings"][number]["type"]]: string } = {
  raised: "Raised",
  recovered: "Recovered",
  acknowledged: "Taken",
  assigned: "Assigned",
  noted: "Note",
};

function HappeningsCard({ alert }: { readonly alert: AlertDetail }) {
  return (
    <Card title="What happened">
      <ol className={style.happenings}>
        {alert.happenings.map(({ type, at, by, text }) => (
          <li key={`${at} ${type}`}>
            <p>
              {type === "assigned" ? (text === "" ? "Assigned to nobody" : `Assigned to ${text}`) : words[type]}
              <span className="small soft">
                {by !== null && ` by ${by.name}`} <RelativeTime at={at} />
              </span>
            </p>
            {type === "noted" && <p className={style.noteText}>{text}</p>}
          </li>
        ))}
      </ol>
    </Card>
  );
}
