import { IconAlertTriangle, IconCheck, IconClock } from "@tabler/icons-react";
import { Link } from "wouter";
import type { SubjectDetail } from "../api/outputs.ts";
import { count, counted } from "../ui/format.ts";
import style from "./health.module.css";

/** What stands first: what changed most surely, or that nothing did. */
export function SubjectHead({ subject }: { readonly subject: SubjectDetail }) {
  const { monitors, kind, name, pipelineId, rows, referenceRows, reference, isOwnReference } = subject;
  const changed = monitors.filter(({ isChanged }) => isChanged).toSorted((a, b) => (a.pValue ?? 1) - (b.pValue ?? 1));
  const first = changed.find(({ group }) => group === "outcome") ?? changed[0];
  const state = first !== undefined ? "changed" : monitors.length === 0 ? "learning" : "steady";
  const Icon = { changed: IconAlertTriangle, learning: IconClock, steady: IconCheck }[state];
  const headline =
    first !== undefined
      ? first.statement
      : state === "learning"
        ? "There is nothing to compare with yet."
        : `All ${monitors.length} monitors are steady.`;
  return (
    <header className={style.head} data-state={state}>
      <Icon size={24} stroke={1.75} aria-hidden />
      <div>
        <h1>{headline}</h1>
        <p className="soft">
          {changed.length > 1 && `${counted(changed.length - 1, "other monitor")} changed too. `}
          {count(rows)} {kind === "endpoint" ? "requests" : "events"} in 24 hours, {referenceText(reference)}
          {referenceRows > 0 && ` (${count(referenceRows)})`}
          {isOwnReference && ", as chosen"}. {kind === "endpoint" && <Link href={`/endpoints/${name}`}>Endpoint</Link>}
          {pipelineId !== null && (
            <>
              {", "}
              <Link href={`/pipelines/${pipelineId}`}>pipeline</Link>
            </>
          )}
        </p>
      </div>
    </header>
  );
}

function referenceText(reference: SubjectDetail["reference"]): string {
  if (reference.kind === "weeks") return `compared with the same weekday of ${counted(reference.weeks, "week")}`;
  if (reference.kind === "days") return `compared with the ${counted(reference.days, "day")} before`;
  return "compared with a fixed time";
}
