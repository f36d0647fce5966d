import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { counted, milliseconds } from "../ui/format.ts";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { WhyInAnswer } from "../why/why-in-answer.tsx";
import style from "./endpoints.module.css";
import { StepBars } from "./step-bars.tsx";

const tones = { answered: "ok", "fell-back": "warn", failed: "bad", refused: "plain", suspended: "plain" } as const;
const words = {
  answered: "Answered",
  "fell-back": "Fell back",
  failed: "Failed",
  refused: "Refused",
  suspended: "Suspended",
} as const;

/** One decision: what was asked, what was answered, what every step did and how long it took. */
export function TracePage({ decisionId }: { readonly decisionId: string }) {
  const query = useQuery(trpc.endpoints.trace.queryOptions({ decisionId }));
  const trace = query.data;
  const crumbs =
    trace === undefined
      ? [{ title: "Endpoints", href: "/endpoints" }, { title: decisionId }]
      : [
          { title: "Endpoints", href: "/endpoints" },
          { title: `/v1/${trace.slug}`, href: `/endpoints/${trace.slug}` },
          { title: decisionId.slice(0, 18) },
        ];
  const titles = new Map(trace?.steps.map((step) => [step.node, step.title]));
  return (
    <Page>
      <TopBar heading crumbs={crumbs}>
        {trace !== undefined && <Link href={`/pipelines/${trace.pipelineId}`}>Open pipeline</Link>}
      </TopBar>
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {trace === undefined && !query.isError && <Skeleton height={320} radius={10} />}
      {trace !== undefined && (
        <>
          <div className="row" style={{ flexWrap: "wrap" }}>
            <Chip tone={tones[trace.outcome]} tall>
              {words[trace.outcome]}
            </Chip>
            <span>{trace.words}</span>
            <span className="muted">
              {milliseconds(trace.totalMs)} ms, v{trace.versionNumber}, <RelativeTime at={trace.at} />
            </span>
          </div>
          <Card title={`Where the ${milliseconds(trace.totalMs)} ms went`}>
            <StepBars steps={trace.steps} totalMs={trace.totalMs} />
          </Card>
          <Card title={`Answered with ${counted(trace.slots.length, "product")}`}>
            {trace.slots.length === 0 && <p className="muted small">No product was answered.</p>}
            <WhyInAnswer decisionId={trace.id} items={trace.slots} titleOf={(node) => titles.get(node) ?? node} />
          </Card>
          <Card title="Request">
            <pre className={style.code}>{JSON.stringify(trace.request, null, 2)}</pre>
            <p className="muted small" style={{ marginTop: 8 }}>
              Personal fields are replaced by tokens. Plan {trace.planId.slice(0, 16)}.
            </p>
          </Card>
          {trace.notes.length > 0 && (
            <Card title="Notes">
              {trace.notes.map((note) => (
                <p key={`${note.node}-${note.message}`} className="small">
                  <b>{titles.get(note.node) ?? note.node}:</b> {note.message}
                </p>
              ))}
            </Card>
          )}
        </>
      )}
    </Page>
  );
}
