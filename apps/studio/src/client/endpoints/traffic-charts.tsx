import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { Traffic } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { chartMargin, hoverBox, lowerAxis, valueAxis } from "../ui/chart-look.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { milliseconds, percent } from "../ui/format.ts";
import style from "./endpoints.module.css";
import { spacedMarks } from "./spaced-marks.ts";

const clock = (timeZone: string) => (at: number) =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });

function Frame({
  title,
  now,
  children,
}: {
  readonly title: string;
  readonly now: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Card title={title} aside={<span className="small num">{now}</span>}>
      <div style={{ height: 120 }}>{children}</div>
    </Card>
  );
}

function tip(timeZone: string, format: (value: number) => string) {
  return (
    <Tooltip
      {...hoverBox}
      labelFormatter={(at) => new Date(Number(at)).toLocaleString(undefined, { timeZone, timeZoneName: "short" })}
      formatter={(value) => format(Number(value))}
    />
  );
}

/**
 * Requests, time to answer and errors, with publishes marked on every time axis: of the last hour while an endpoint is
 * young, of the last 24 hours after that.
 */
export function TrafficCharts({ slug, since }: { readonly slug: string; readonly since: string }) {
  const hours = Date.now() - Date.parse(since) < 3 * 3_600_000 ? 1 : 24;
  const traffic = useQuery(
    trpc.endpoints.traffic.queryOptions(
      { slug, hours },
      { refetchInterval: 10_000, placeholderData: keepPreviousData },
    ),
  );
  if (traffic.isError && traffic.data === undefined) {
    return <ErrorNote error={traffic.error} onRetry={() => void traffic.refetch()} />;
  }
  const data = traffic.data;
  if (data === undefined || data.points.every((point) => point.requests === 0)) {
    return (
      <Card title="Traffic">
        <p className="muted small">
          {data === undefined ? "Loading" : "No requests lately. Send one with Try it, or with the curl below it."}
        </p>
      </Card>
    );
  }
  return <Charts data={data} />;
}

function Charts({ data }: { readonly data: Traffic }) {
  const points = data.points.map((point) => ({
    at: Date.parse(point.at),
    // The last step is still going on.
    perSecond: point.requests / Math.max(1, Math.min(data.stepSeconds, (Date.now() - Date.parse(point.at)) / 1000)),
    p50: point.p50Ms,
    p99: point.p99Ms,
    errors: point.requests === 0 ? 0 : point.errors / point.requests,
  }));
  const last = points.at(-1);
  const heard = points.findLast((point) => point.p99 !== null);
  const chartMarks = data.marks.map((mark) => ({ at: Date.parse(mark.at), text: mark.text }));
  const marks = spacedMarks(chartMarks, points[0]?.at ?? 0, last?.at ?? 0).map((mark) => (
    <ReferenceLine
      key={mark.at}
      x={mark.at}
      stroke="var(--accent)"
      strokeDasharray="2 3"
      label={{ value: mark.text, fontSize: 11, fill: "var(--ink)", position: "insideTopRight" }}
    />
  ));
  const time = (
    <XAxis
      {...lowerAxis}
      dataKey="at"
      type="number"
      scale="time"
      domain={["dataMin", "dataMax"]}
      tickFormatter={clock(data.timeZone)}
      minTickGap={48}
    />
  );
  // A line needs two points; fewer show as dots.
  const dot = points.filter((point) => point.p99 !== null).length < 20 ? { r: 1.5, strokeWidth: 1.5 } : false;
  const height = (format: (value: number) => string, least = 0) => (
    <YAxis
      {...valueAxis}
      width={44}
      tickFormatter={format}
      domain={[0, (highest: number) => Math.max(least, highest)]}
    />
  );
  return (
    <div className={style.charts}>
      <Frame title="Requests a second" now={last === undefined ? "" : `${Number(last.perSecond.toPrecision(2))} now`}>
        <ResponsiveContainer>
          <AreaChart data={points} margin={chartMargin}>
            {time}
            {height((value) => String(Number(value.toPrecision(2))))}
            {tip(data.timeZone, (value) => `${value.toFixed(2)} a second`)}
            {marks}
            <Area
              dataKey="perSecond"
              name="requests"
              stroke="var(--ink-2)"
              strokeWidth={1.5}
              fill="var(--hover)"
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </Frame>
      <Frame
        title="Time to answer, ms"
        now={
          heard === undefined ? (
            ""
          ) : (
            <>
              p50 <b>{milliseconds(heard.p50 ?? 0)}</b> p99 <b>{milliseconds(heard.p99 ?? 0)}</b>
            </>
          )
        }
      >
        <ResponsiveContainer>
          <LineChart data={points} margin={chartMargin}>
            {time}
            {height((value) => milliseconds(value))}
            {tip(data.timeZone, (value) => `${milliseconds(value)} ms`)}
            <ReferenceLine y={100} stroke="var(--bad)" strokeDasharray="4 3" ifOverflow="hidden" />
            {marks}
            <Line
              dataKey="p99"
              stroke="var(--ink)"
              strokeWidth={1.5}
              dot={dot}
              isAnimationActive={false}
              connectNulls={false}
            />
            <Line
              dataKey="p50"
              stroke="var(--ink-3)"
              strokeWidth={1.5}
              dot={dot}
              isAnimationActive={false}
              connectNulls={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </Frame>
      <Frame title="Errors, % of requests" now={last === undefined ? "" : `${percent(last.errors)} now`}>
        <ResponsiveContainer>
          <BarChart data={points} margin={chartMargin}>
            {time}
            {height((value) => `${Number((value * 100).toPrecision(2))} %`, 0.01)}
            {tip(data.timeZone, (value) => percent(value))}
            {marks}
            <Bar dataKey="errors" fill="var(--ink-2)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </Frame>
    </div>
  );
}
