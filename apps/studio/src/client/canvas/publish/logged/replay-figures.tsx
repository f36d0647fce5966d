import { Box } from "@mantine/core";
import type { ReplayResult } from "../../../api/outputs.ts";
import { count, counted, milliseconds, percent } from "../../../ui/format.ts";
import publish from "../publish.module.css";
import { Sides } from "../sample-comparison.tsx";
import { describeLogged, describeLost } from "./describe-counts.ts";
import style from "./logged.module.css";
import { OlderNote } from "./older-note.tsx";

/** How the draft's answers to logged requests differ from live's, and the requests that differ most. */
export function ReplayFigures({ result, isOlder }: { readonly result: ReplayResult; readonly isOlder: boolean }) {
  const { compared, same, overlap, placesMoved, before, after, different, counts, version } = result;
  return (
    <>
      {isOlder && <OlderNote />}
      <p className={style.verdict} role="status">
        {compared === 0
          ? "No request was answered by both."
          : same === compared
            ? `All ${counted(compared, "request")} are answered as before.`
            : `${count(compared - same)} of ${counted(compared, "request")} are answered otherwise.`}
      </p>
      <p className="small muted">
        {describeLogged(result.time, counts)} {describeLost(counts)}
      </p>
      <Box component="section" className={style.scroll} tabIndex={0} aria-label="Figures of the replay">
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">Of both</th>
              <th scope="col" className="num">
                Live, v{version}
              </th>
              <th scope="col" className="num">
                This draft
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Products in common</th>
              <td className="num" colSpan={2}>
                {overlap === null ? "–" : percent(overlap)}
              </td>
            </tr>
            <tr>
              <th scope="row">Places that those moved, on average</th>
              <td className="num" colSpan={2}>
                {placesMoved === null ? "–" : placesMoved.toFixed(1)}
              </td>
            </tr>
            <Row title="Empty answers" before={count(before.empty)} after={count(after.empty)} />
            <Row title="Sold-out products left out" before={count(before.soldOut)} after={count(after.soldOut)} />
            <Row title="Failed" before={count(before.failed)} after={count(after.failed)} />
            <Row title="Fell back" before={count(before.fellBack)} after={count(after.fellBack)} />
            <Row title="Half within, p50" before={time(before.p50Ms)} after={time(after.p50Ms)} />
            <Row title="95 of 100 within, p95" before={time(before.p95Ms)} after={time(after.p95Ms)} />
          </tbody>
        </table>
      </Box>
      <p className="small muted">
        Times are of previews, which share a thread: compare the columns, not with the endpoint’s own.
      </p>
      {different.length > 0 && (
        <>
          <h4 className={style.subtitle}>Requests that differ most</h4>
          <ul className={publish.samples}>
            {different.map(({ decisionId, title, before: was, after: is }) => (
              <li key={decisionId} className={publish.sample}>
                <Sides
                  title={title}
                  answers={{ before: was, after: is }}
                  labels={{ before: `Live, v${version}`, after: "This draft" }}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Row({ title, before, after }: { readonly title: string; readonly before: string; readonly after: string }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="num">{before}</td>
      <td className="num">{after}</td>
    </tr>
  );
}

const time = (ms: number | null) => (ms === null ? "–" : `${milliseconds(ms)} ms`);
