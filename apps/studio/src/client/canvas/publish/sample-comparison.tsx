import { Progress } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Comparison, SampleComparison } from "../../api/outputs.ts";
import { client } from "../../api/trpc.ts";
import { Shelf } from "../../previews/shelf.tsx";
import { WideShelf } from "../../previews/wide-shelf.tsx";
import products from "../../products/products.module.css";
import { ErrorNote } from "../../ui/error-note.tsx";
import { milliseconds } from "../../ui/format.ts";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./publish.module.css";
import { describeShelfDifference, shelfDifference } from "./shelf-difference.ts";

type Answer = SampleComparison["after"];

/** Most tiles that a shelf shows; what lies behind them is counted. */
const places = 12;

/** A graph as the server is asked for it; what is live when there was none to compare with. */
function sideOf(graph: Comparison["before"]): string {
  return graph === null ? "live" : (graph.arm?.choice ?? graph.version?.id ?? "draft");
}

/** What each sample request answers before and after, as shelves; the samples run one after the other. */
export function SampleComparisons({
  pipelineId,
  comparison,
  labels,
  onFailed,
}: {
  readonly pipelineId: string;
  readonly comparison: Comparison;
  readonly labels: { readonly before: string; readonly after: string };
  /** Hears how many samples get no answer from `after`. */
  readonly onFailed?: (count: number) => void;
}) {
  const { before, after } = comparison;
  const { samples } = after.graph;
  const [turn, setTurn] = useState(0);
  const results = useQueries({
    queries: samples.map((sample, at) => {
      const sides = { before: sideOf(before), after: sideOf(after) };
      return {
        // A draft's answers belong to its revision.
        queryKey: ["compare-sample", pipelineId, sides, before?.revision, after.revision, sample.id],
        queryFn: () => client.pipelines.compareSample.query({ pipelineId, ...sides, sampleId: sample.id }),
        enabled: at <= turn,
        staleTime: 60_000,
      };
    }),
  });
  const ended = results.filter((result) => !result.isPending).length;
  const failed = results.filter((result) => result.data?.after.ok === false).length;
  useEffect(() => setTurn(ended), [ended]);
  useEffect(() => onFailed?.(failed), [onFailed, failed]);
  if (samples.length === 0) {
    return (
      <p className="muted small">
        There is no sample request. Add some on the canvas: they are run here and before a version goes live.
      </p>
    );
  }
  return (
    <>
      {ended < samples.length && (
        <div className={style.progress}>
          <span className="small muted" role="status">
            Running sample {Math.min(ended + 1, samples.length)} of {samples.length}
          </span>
          <Progress value={(ended / samples.length) * 100} aria-label="Sample requests" />
        </div>
      )}
      {ended === samples.length && before !== null && (
        <p className={style.summary}>{describeSamples(results.flatMap((result) => result.data ?? []))}</p>
      )}
      <ul className={style.samples}>
        {samples.map((sample, at) => {
          const result = results[at];
          return (
            <li key={sample.id} className={style.sample}>
              {result?.isError ? (
                <>
                  <h4>{sample.title}</h4>
                  <ErrorNote error={result.error} onRetry={() => void result.refetch()} />
                </>
              ) : result?.data === undefined ? (
                <h4 className="muted">{sample.title}</h4>
              ) : (
                <Sides title={sample.title} answers={result.data} labels={labels} />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** How many of the samples are answered otherwise, in a sentence. */
function describeSamples(answers: readonly SampleComparison[]): string {
  const failed = answers.filter(({ after }) => !after.ok).length;
  const other = answers.filter(({ before, after }) => after.ok && !(before !== null && isSame(before, after))).length;
  if (failed > 0) return failed === 1 ? "One gets no answer." : `${failed} get no answer.`;
  if (other === 0) return "Each is answered as before.";
  return other === answers.length
    ? "Each is answered otherwise."
    : `${other} of ${answers.length} are answered otherwise.`;
}

function isSame(before: Answer, after: Answer): boolean {
  if (!before.ok || !after.ok) return false;
  if (before.items.length + after.items.length > 0) return shelfDifference(before.items, after.items).same;
  return JSON.stringify(before.body) === JSON.stringify(after.body);
}

/** What two graphs answer to one request, one shelf under the other, with what came, went and moved. */
export function Sides({
  title,
  answers: { before, after },
  labels,
}: {
  readonly title: string;
  readonly answers: SampleComparison;
  readonly labels: { readonly before: string; readonly after: string };
}) {
  const difference = shelfDifference(
    before?.ok === true ? before.items : undefined,
    after.ok ? after.items : undefined,
  );
  const comparable = before?.ok === true && after.ok;
  const shelves = (before?.items.length ?? 0) + after.items.length > 0;
  const same = comparable && isSame(before, after);
  return (
    <>
      <div className={style.sampleHead}>
        <h4>{title}</h4>
        {comparable && (
          <span className={`small ${same ? "muted" : ""}`}>
            {shelves ? describeShelfDifference(difference) : same ? "The same answer" : "Another answer"}
          </span>
        )}
      </div>
      {before !== null && <Side label={labels.before} answer={before} tiles={difference.before} />}
      <Side label={labels.after} answer={after} tiles={difference.after} />
    </>
  );
}

function Side({
  label,
  answer,
  tiles,
}: {
  readonly label: string;
  readonly answer: Answer;
  readonly tiles: ReturnType<typeof shelfDifference>["after"];
}) {
  const model = useCanvas();
  const [open, setOpen] = useState(false);
  return (
    <div className={style.side}>
      <span className={style.sideLabel}>
        <b>{label}</b>
        <span className="muted num">{answer.ok ? `${milliseconds(answer.totalMs)} ms` : "no answer"}</span>
      </span>
      {!answer.ok ? (
        <p className={`${style.failed} bad small`}>
          <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
          {answer.words}
        </p>
      ) : tiles.length === 0 ? (
        <pre className={style.body}>{answer.body === null ? "No products" : JSON.stringify(answer.body, null, 1)}</pre>
      ) : (
        <div className={open ? products.widened : style.shelf}>
          {open ? (
            <WideShelf items={answer.items} titleOf={(id) => nodeTitle(model, id)} />
          ) : (
            <Shelf
              tiles={tiles.slice(0, places)}
              scores={false}
              onPick={() => setOpen(true)}
              pickLabel="Show the whole shelf"
            />
          )}
          {(open || tiles.length > places) && (
            <button type="button" className={products.textButton} onClick={() => setOpen(!open)}>
              {open ? "Show as a row" : `and ${tiles.length - places} more`}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
