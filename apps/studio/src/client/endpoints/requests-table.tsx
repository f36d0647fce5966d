import { IconArrowForwardUp, IconBan, IconCheck, IconPlayerPause, IconX } from "@tabler/icons-react";
import { Link } from "wouter";
import type { DecisionRow } from "../api/outputs.ts";
import { Chip } from "../ui/chip.tsx";
import { milliseconds } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";
import style from "./endpoints.module.css";
import { stepHue, stepKinds } from "./step-hue.ts";

function Outcome({ row }: { readonly row: DecisionRow }) {
  if (row.outcome === "failed") {
    return (
      <span className="bad row" style={{ gap: 6 }}>
        <IconX size={14} stroke={2} aria-label="Failed" />
        <span className="clip">{row.words}</span>
      </span>
    );
  }
  if (row.outcome === "refused") {
    return (
      <span className="muted row" style={{ gap: 6 }}>
        <IconBan size={14} stroke={2} aria-label="Refused: the caller's mistake" />
        <span className="clip">{row.words}</span>
      </span>
    );
  }
  if (row.outcome === "fell-back") {
    return (
      <span className="warn row" style={{ gap: 6 }}>
        <IconArrowForwardUp size={14} stroke={2} aria-label="Fell back" />
        <span className="clip">{row.words}</span>
      </span>
    );
  }
  if (row.outcome === "suspended") {
    return (
      <span className="muted row" style={{ gap: 6 }}>
        <IconPlayerPause size={14} stroke={2} aria-label="Suspended: goes on later" />
        <span className="clip">{row.words}</span>
      </span>
    );
  }
  return (
    <span className="row" style={{ gap: 6 }}>
      <IconCheck size={14} stroke={2} className="ok" aria-label="Answered" />
      <span className="clip">{row.words}</span>
    </span>
  );
}

/** Small bars of where a request's time went, all rows on one scale; steps that ran at once lie on two lines. */
function MiniBars({ row, scaleMs }: { readonly row: DecisionRow; readonly scaleMs: number }) {
  let busyUntil = 0;
  return (
    <span className={style.mini} aria-hidden>
      {row.steps
        .filter((step) => step.outcome !== "skipped")
        .map((step) => {
          const overlaps = step.startMs < busyUntil - 0.01;
          busyUntil = Math.max(busyUntil, step.startMs + step.durationMs);
          return (
            <i
              key={step.node}
              style={{
                left: `${(step.startMs / scaleMs) * 100}%`,
                width: `max(1px, ${(step.durationMs / scaleMs) * 100}%)`,
                top: overlaps ? 6 : 1,
                height: overlaps ? 3 : 8,
                background: stepHue(step),
              }}
            />
          );
        })}
    </span>
  );
}

/** Decisions, each a link to its trace, with where its time went; with `slug`, of several endpoints. */
export function RequestsTable({ rows }: { readonly rows: readonly (DecisionRow & { readonly slug?: string })[] }) {
  const scaleMs = Math.max(1, ...rows.map((row) => row.totalMs));
  const several = rows.some((row) => row.slug !== undefined);
  return (
    <div className={ui.scroll} style={{ padding: "4px 8px 8px" }}>
      <div className={`${style.legend} ${style.legendLine}`}>
        {stepKinds.map((kind) => (
          <span key={kind.title}>
            <i style={{ background: kind.hue }} />
            {kind.title}
          </span>
        ))}
      </div>
      <table>
        <thead>
          <tr>
            <th>When</th>
            <th>Decision</th>
            {several && <th>Endpoint</th>}
            <th>Version</th>
            <th>Outcome</th>
            <th style={{ width: "34%" }}>Where the time went</th>
            <th className="right">ms</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="muted">
                <RelativeTime at={row.at} />
              </td>
              <td>
                <Link href={`/traces/${row.id}`}>{row.id.slice(0, 14)}</Link>
              </td>
              {several && (
                <td>
                  <Link href={`/endpoints/${row.slug}`}>/v1/{row.slug}</Link>
                </td>
              )}
              <td>
                <Chip>v{row.versionNumber}</Chip>
              </td>
              <td style={{ maxWidth: 280 }}>
                <Outcome row={row} />
              </td>
              <td>
                <MiniBars row={row} scaleMs={scaleMs} />
              </td>
              <td className="right" data-label="ms">
                {milliseconds(row.totalMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
