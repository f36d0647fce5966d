import { useState } from "react";
import { Link } from "wouter";
import type { SubjectDetail } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { TableButton } from "../ui/table-button.tsx";
import { evidencePath } from "./evidence-path.ts";
import { figureText } from "./figure-text.ts";
import style from "./health.module.css";

type Explanation = SubjectDetail["explanations"][number];
type Split = Explanation["splits"][number];

const names: { readonly [F in Explanation["figure"]]: string } = {
  "click-through": "Click-through",
  "add-to-cart": "Add to cart",
  conversion: "Conversion",
};

/** What is behind the change of a figure: causes by how much of it each explains, and how it splits over segments. */
export function ExplanationCard({
  subject,
  explanation,
}: {
  readonly subject: Pick<SubjectDetail, "kind" | "name" | "pipelineId">;
  readonly explanation: Explanation;
}) {
  const [asTable, setAsTable] = useState(false);
  const { figure, before, now, causes, splits, statement } = explanation;
  const isFall = now < before;
  const split = splits[0];
  return (
    <Card
      title={`What explains the ${isFall ? "fall" : "rise"} of ${names[figure].toLowerCase()}`}
      aside={split && <TableButton asTable={asTable} onChange={setAsTable} title="What explains it" />}
    >
      <p className={style.statement}>{statement}</p>
      {causes.length > 0 && (
        <ol className={style.causes}>
          {causes.map(({ key, statement: text, share, interval, evidence }) => (
            <li key={key}>
              <div>
                <p>{text}</p>
                {evidence.length > 0 && (
                  <p className="small">
                    {evidence.map((one, at) => {
                      const path = evidencePath(one, subject);
                      return (
                        <span key={`${one.kind} ${one.of} ${one.label}`}>
                          {at > 0 && ", "}
                          {path === undefined ? one.label : <Link href={path}>{one.label}</Link>}
                        </span>
                      );
                    })}
                  </p>
                )}
              </div>
              <span className={`num ${style.share}`}>
                {share === null ? (
                  <span className="small soft">same time</span>
                ) : (
                  <>
                    <b>{Math.round(100 * share)} %</b>
                    {interval !== null && (
                      <span className="small soft">
                        {Math.round(100 * interval[0])} to {Math.round(100 * interval[1])} %
                      </span>
                    )}
                  </>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {split !== undefined &&
        (asTable ? (
          <ScrollBox className={style.scrollTable} label="Every segment">
            {splits.map((one) => (
              <SplitTable key={one.dimension} split={one} />
            ))}
          </ScrollBox>
        ) : (
          <Waterfall before={before} now={now} split={split} />
        ))}
    </Card>
  );
}

/** From the figure of before to that of now, segment by segment: the parts add up exactly. */
function Waterfall({ before, now, split }: { readonly before: number; readonly now: number; readonly split: Split }) {
  const parts = split.parts.toSorted((a, b) => Math.abs(b.mix + b.rate) - Math.abs(a.mix + a.rate)).slice(0, 6);
  const shown = parts.reduce((sum, { mix, rate }) => sum + mix + rate, 0);
  const steps = parts.map(({ value, mix, rate }) => ({ value, by: mix + rate }));
  const rest = now - before - shown;
  if (split.parts.length > parts.length) steps.push({ value: "all others", by: rest });
  const ends = [before];
  for (const { by } of steps) ends.push(ends.at(-1)! + by);
  const low = Math.min(...ends);
  const reach = Math.max(...ends) - low || 1;
  const from = Math.max(0, low - reach * 0.2);
  const at = (value: number) => ((value - from) / (Math.max(...ends) - from)) * 100;
  const change = now - before;
  return (
    <div className={style.waterfall}>
      <p className="small soft">
        By {split.dimension.replace(/^request\./, "")}, points of the figure; the axis begins at{" "}
        {figureText(from, "share")}
      </p>
      <Step label="Usual" from={0} to={at(before)} tone="whole" text={figureText(before, "share")} />
      {steps.map(({ value, by }, i) => (
        <Step
          key={value}
          label={value}
          from={at(Math.min(ends[i]!, ends[i + 1]!))}
          to={at(Math.max(ends[i]!, ends[i + 1]!))}
          tone={by < 0 ? "down" : "up"}
          text={`${by < 0 ? "−" : "+"}${(100 * Math.abs(by)).toFixed(2)}`}
          share={change === 0 ? "" : `${Math.round((100 * by) / change)} %`}
        />
      ))}
      <Step label="Now" from={0} to={at(now)} tone="whole" text={figureText(now, "share")} />
      {split.trap !== "none" && (
        <p className="small soft">
          The whole moves otherwise than its segments: it is their mix that changed (Simpson’s paradox).
        </p>
      )}
    </div>
  );
}

function Step({
  label,
  from,
  to,
  tone,
  text,
  share = "",
}: {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly tone: "whole" | "down" | "up";
  readonly text: string;
  readonly share?: string;
}) {
  return (
    <div className={style.step}>
      <span className={style.stepLabel} title={label}>
        {label}
      </span>
      <span className={style.stepTrack} aria-hidden="true">
        <i data-tone={tone} style={{ left: `${from}%`, width: `${Math.max(0.5, to - from)}%` }} />
      </span>
      <b className="num">{text}</b>
      <span className="num soft small">{share}</span>
    </div>
  );
}

function SplitTable({ split }: { readonly split: Split }) {
  const points = (value: number) => `${value < 0 ? "−" : "+"}${(100 * Math.abs(value)).toFixed(2)}`;
  return (
    <table>
      <caption>{split.dimension.replace(/^request\./, "")}</caption>
      <thead>
        <tr>
          <th>Segment</th>
          <th className="right">Answers</th>
          <th className="right">Usual</th>
          <th className="right">Now</th>
          <th className="right">By its size</th>
          <th className="right">By its own rate</th>
        </tr>
      </thead>
      <tbody>
        {split.parts.map(({ value, rowsNow, rateBefore, rateNow, mix, rate }) => (
          <tr key={value}>
            <td>{value}</td>
            <td className="right" data-label="Answers">
              {rowsNow.toLocaleString("en")}
            </td>
            <td className="right" data-label="Usual">
              {figureText(rateBefore, "share")}
            </td>
            <td className="right" data-label="Now">
              {figureText(rateNow, "share")}
            </td>
            <td className="right" data-label="By its size">
              {points(mix)}
            </td>
            <td className="right" data-label="By its own rate">
              {points(rate)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
