import { SegmentedControl, Skeleton } from "@mantine/core";
import { IconArrowForwardUp, IconBan, IconCheck, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { DecisionRow } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { milliseconds } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";
import style from "./endpoints.module.css";
import { stepHue, stepKinds } from "./step-hue.ts";

type Show = "all" | "fell-back" | "slow" | "failed";

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

/** The newest decisions of an endpoint, each a link to its trace. */
export function RequestsCard({ slug }: { readonly slug: string }) {
  const [show, setShow] = useState<Show>("all");
  const decisions = useQuery(
    trpc.endpoints.decisions.queryOptions(
      { slug, show, limit: 25 },
      { refetchInterval: 3_000, placeholderData: keepPreviousData },
    ),
  );
  const rows = decisions.data;
  const scaleMs = Math.max(1, ...(rows ?? []).map((row) => row.totalMs));
  return (
    <Card
      title="Recent requests"
      flush
      aside={
        <SegmentedControl
          aria-label="Which requests"
          value={show}
          onChange={(value) => setShow(value as Show)}
          data={[
            { value: "all", label: "All" },
            { value: "fell-back", label: "Fell back" },
            { value: "slow", label: "Slow" },
            { value: "failed", label: "Failed" },
          ]}
        />
      }
    >
      {decisions.isError && <ErrorNote error={decisions.error} onRetry={() => void decisions.refetch()} />}
      {rows === undefined ? (
        <div style={{ padding: 16, display: "grid", gap: 8 }}>
          <Skeleton height={24} />
          <Skeleton height={24} />
        </div>
      ) : rows.length === 0 ? (
        <p className="muted small" style={{ padding: 16 }}>
          {show === "all" ? "No requests yet. Send one with Try it." : "None of these. That is good."}
        </p>
      ) : (
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
                  <td>
                    <Chip>v{row.versionNumber}</Chip>
                  </td>
                  <td style={{ maxWidth: 280 }}>
                    <Outcome row={row} />
                  </td>
                  <td>
                    <MiniBars row={row} scaleMs={scaleMs} />
                  </td>
                  <td className="right">{milliseconds(row.totalMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
