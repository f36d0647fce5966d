import type { Trace } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { counted, milliseconds } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { WhyInAnswer } from "../why/why-in-answer.tsx";
import style from "./endpoints.module.css";
import { FollowedCard } from "./followed-card.tsx";
import { StepBars } from "./step-bars.tsx";

const tones = { answered: "ok", "fell-back": "warn", failed: "bad", refused: "plain", suspended: "plain" } as const;
const words = {
  answered: "Answered",
  "fell-back": "Fell back",
  failed: "Failed",
  refused: "Refused",
  suspended: "Suspended",
} as const;

/** What is stored of one request: how it ended, where its time went, what was answered, and what was asked. */
export function TraceDetails({ trace }: { readonly trace: Trace }) {
  const titles = new Map(trace.steps.map((step) => [step.node, step.title]));
  const titleOf = (node: string) => titles.get(node) ?? node;
  const noAnswer = trace.outcome === "failed" || trace.outcome === "refused";
  return (
    <>
      <div className="row" style={{ flexWrap: "wrap" }}>
        <Chip tone={tones[trace.outcome]} tall>
          {words[trace.outcome]}
        </Chip>
        <span>{trace.words}</span>
        <span className="muted">
          {milliseconds(trace.totalMs)} ms, v{trace.versionNumber}, <RelativeTime at={trace.at} />
        </span>
        <span className="muted">
          {askedBy(trace)}
          {trace.unit !== null && (
            <>
              {" for "}
              <code>{trace.unit}</code>
            </>
          )}
        </span>
      </div>
      {trace.outcome === "refused" && trace.steps.length === 0 ? (
        <RefusedRequest trace={trace} />
      ) : (
        <>
          <Card title={`Where the ${milliseconds(trace.totalMs)} ms went`}>
            <StepBars steps={trace.steps} totalMs={trace.totalMs} />
          </Card>
          <Card title={noAnswer ? "No answer" : `Answered with ${counted(trace.slots.length, "product")}`}>
            {noAnswer ? (
              <p className="muted small">The caller got the reason above instead of an answer.</p>
            ) : (
              trace.slots.length === 0 && <p className="muted small">No product was answered.</p>
            )}
            <WhyInAnswer pipelineId={trace.pipelineId} decisionId={trace.id} items={trace.slots} titleOf={titleOf} />
          </Card>
          {!noAnswer && <FollowedCard trace={trace} />}
          <Card title="Request">
            <pre className={style.code}>{JSON.stringify(trace.request, null, 2)}</pre>
            <p className="muted small" style={{ marginTop: 8 }}>
              Personal fields are replaced by tokens. Plan {trace.planId.slice(0, 16)}.
            </p>
          </Card>
        </>
      )}
      {trace.notes.length > 0 && (
        <Card title="Notes">
          {trace.notes.map((note) => (
            <p key={`${note.node}-${note.message}`} className="small">
              <b>{titleOf(note.node)}:</b> {note.message}
            </p>
          ))}
        </Card>
      )}
    </>
  );
}

function askedBy({ by }: Trace): string {
  if (by === null) return "who asked was not stored";
  return by.kind === "key" ? `asked with the key “${by.name}”` : `tried by ${by.name}`;
}

/** A request that was refused as it came: no step ran, and what it held is not stored. */
function RefusedRequest({ trace }: { readonly trace: Trace }) {
  return (
    <Card title="Refused before any step ran">
      <p>The caller got the reason above instead of an answer.</p>
      <p className="muted small" style={{ marginTop: 8 }}>
        What a refused request held is not stored, since it may hold anything. The page of the endpoint shows what /v1/
        {trace.slug} accepts.
      </p>
    </Card>
  );
}
