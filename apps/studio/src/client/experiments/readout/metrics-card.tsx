import { Fragment } from "react";
import type { ExperimentDetail, ExperimentMetric, MetricReading, Reading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { percent } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import ui from "../../ui/ui.module.css";
import { changeLabel, intervalLabel, metricValue, roundChange } from "../change-label.ts";
import { type EffectOrReason, intervalOf, isReadable, type Look, lookOf } from "../effect-reading.ts";
import { Histogram } from "../histogram.tsx";
import { IntervalPlot } from "../interval-plot.tsx";
import { intervalScale } from "../interval-scale.ts";
import { NumbersButton } from "../numbers-button.tsx";
import { VerdictWord } from "../verdict-word.tsx";
import { armLines, armValue, effectLines } from "./figure-lines.ts";
import style from "./readout.module.css";

interface Line {
  readonly asked: ExperimentMetric;
  readonly read: MetricReading;
  readonly effect: EffectOrReason;
  readonly isFirst: boolean;
}

const signedLimit = ({ limit, metric }: ExperimentMetric): number | undefined =>
  limit === undefined ? undefined : metric.better === "higher" ? -limit : limit;

/** A line for each metric and treatment arm: values by arm, the change with its interval on one scale, and what it says. */
export function MetricsCard({
  detail,
  reading,
  currency,
}: {
  readonly detail: ExperimentDetail;
  readonly reading: Reading;
  readonly currency: string | null;
}) {
  const look = lookOf(detail.spec.method);
  const treatments = detail.arms.slice(1);
  const lines = detail.spec.metrics.flatMap((asked): readonly Line[] => {
    const read = reading.metrics.find(({ metric }) => metric === asked.metric.id);
    if (read === undefined) return [];
    return treatments.map(({ key }, at) => ({
      asked,
      read,
      isFirst: at === 0,
      effect: read.effects.find(({ arm }) => arm === key) ?? { arm: key, reason: "Not read yet." },
    }));
  });
  const pending = detail.spec.metrics.filter(
    (asked) => !reading.metrics.some(({ metric }) => metric === asked.metric.id),
  );
  const intervalsOf = (some: readonly Line[]) =>
    some.map(({ effect }) => intervalOf(effect, look)).filter((interval) => isReadable(interval));
  const limits = lines.map(({ asked }) => signedLimit(asked)).filter((limit) => limit !== undefined);
  const primary = lines.filter(({ asked }) => asked.role === "primary");
  const reach = intervalScale(intervalsOf(lines), { leading: intervalsOf(primary), limits });
  const compared = lines.filter(({ asked }) => asked.role !== "guardrail");
  const guardrails = lines.filter(({ asked }) => asked.role === "guardrail");
  const columns = detail.arms.length + 4;
  // Money is of the currency that was added up, which the shop may have changed since.
  const shared = { detail, look, reach, currency: reading.currency ?? currency, isWithheld: reading.withheld };
  return (
    <Card flush title="Metrics" aside={<span className="small muted">{how(detail, reading)}</span>}>
      {lines.length === 0 ? (
        <p className={`small muted ${style.pad}`}>The metrics come with the first reading.</p>
      ) : (
        <div className={`${ui.scroll} ${style.metrics}`}>
          <table aria-label="Metrics by arm">
            <thead>
              <tr>
                <th>Metric</th>
                {detail.arms.map(({ key, name }) => (
                  <th key={key} className="right">
                    <span className={`clip ${style.armName}`} title={name}>
                      {name}
                    </span>
                  </th>
                ))}
                <th className="right">Change</th>
                <th>
                  <span className={style.scale} aria-hidden>
                    <span>{roundChange(-reach)}</span>
                    <span>0</span>
                    <span>{roundChange(reach)}</span>
                  </span>
                  <span className="unseen">Interval</span>
                </th>
                <th>Spread</th>
                <th>Reading</th>
              </tr>
            </thead>
            <tbody>
              {compared.map((line) => (
                <MetricLine key={`${line.read.metric} ${line.effect.arm}`} line={line} {...shared} />
              ))}
              {guardrails.length > 0 && (
                <Fragment>
                  <tr className={style.sub}>
                    <th colSpan={columns} scope="rowgroup">
                      Guardrails
                    </th>
                  </tr>
                  {guardrails.map((line) => (
                    <MetricLine key={`${line.read.metric} ${line.effect.arm}`} line={line} {...shared} />
                  ))}
                </Fragment>
              )}
            </tbody>
          </table>
        </div>
      )}
      {lines.length > 0 && pending.length > 0 && (
        <p className={`small soft ${style.pad}`}>
          {pending.map(({ metric }) => metric.name).join(", ")}: counted with the next reading.
        </p>
      )}
    </Card>
  );
}

function MetricLine({
  line: { asked, read, effect, isFirst },
  detail,
  look,
  reach,
  currency,
  isWithheld,
}: {
  readonly line: Line;
  readonly detail: ExperimentDetail;
  readonly look: Look;
  readonly reach: number;
  readonly currency: string | null;
  readonly isWithheld: boolean;
}) {
  const { metric, role } = asked;
  const isPrimary = role === "primary";
  const treatments = detail.arms.slice(1);
  const treatment = treatments.find(({ key }) => key === effect.arm);
  const interval = intervalOf(effect, look);
  const limit = signedLimit(asked);
  const verdict = read.verdicts[effect.arm] ?? "not-readable";
  const controlKey = detail.arms[0]?.key;
  const spread = read.arms.filter(({ arm }) => arm === controlKey || arm === effect.arm);
  return (
    <tr className={isPrimary ? style.primary : ""}>
      <td>
        {isPrimary ? <b>{metric.name}</b> : metric.name}
        {treatments.length > 1 && <span className="muted"> {treatment?.name}</span>}
        {limit !== undefined && <span className="muted"> limit {roundChange(limit)}</span>}
        {asked.addedAt !== undefined && isFirst && (
          <span className={`small muted ${style.addedAt}`}>
            added <RelativeTime at={asked.addedAt} />
          </span>
        )}
      </td>
      {detail.arms.map(({ key, name }) => {
        const arm = read.arms.find((one) => one.arm === key);
        // With several treatments the values of the others stand in their own lines.
        if (arm === undefined || (!isFirst && key === controlKey) || (key !== controlKey && key !== effect.arm)) {
          return <td key={key} className={`right ${style.empty}`} />;
        }
        return (
          <td key={key} className="right" data-label={name}>
            <NumbersButton
              title={`${metric.name}, ${name}`}
              lines={[
                ...armLines(arm, metric, currency),
                ["Capped at", read.cap === undefined ? undefined : metricValue(read.cap.at, metric.unit, currency)],
                ["Units capped", read.cap === undefined ? undefined : String(read.cap.units)],
              ]}
              method={read.method}
            >
              {armValue(arm, metric, currency)}
            </NumbersButton>
          </td>
        );
      })}
      {isReadable(effect) ? (
        <>
          <td className="right" data-label="Change">
            <NumbersButton
              title={`${metric.name}, ${treatment?.name} against ${detail.arms[0]?.name}`}
              lines={[
                ...effectLines(effect),
                [
                  "Variance taken away",
                  read.varianceReduction === undefined ? undefined : percent(read.varianceReduction),
                ],
              ]}
              method={read.method}
            >
              {changeLabel(effect.estimate)}
            </NumbersButton>
          </td>
          <td className={style.plotCell}>
            {isReadable(interval) ? (
              <>
                <IntervalPlot
                  interval={interval}
                  estimate={effect.estimate}
                  reach={reach}
                  limit={limit}
                  strong={isPrimary}
                />
                <span className="unseen">{intervalLabel(interval)}</span>
              </>
            ) : (
              <span className="small muted">{interval.reason}</span>
            )}
          </td>
        </>
      ) : (
        <td colSpan={2} className={`small soft ${style.why}`}>
          {effect.reason}
        </td>
      )}
      <td className={style.spread}>
        <Histogram arms={spread} />
      </td>
      <td>{isWithheld ? <span className="warn">withheld</span> : <VerdictWord verdict={verdict} />}</td>
    </tr>
  );
}

/** How the numbers were made, for the card's corner. */
function how({ spec }: ExperimentDetail, reading: Reading): string {
  const corrections = {
    holm: "any false alarm held (Holm)",
    "benjamini-hochberg": "false discoveries held (Benjamini–Hochberg)",
    none: "not corrected for being many",
  } as const;
  const reduction = reading.metrics.find(({ role }) => role === "primary")?.varianceReduction;
  return [
    `${Math.round(spec.level * 1000) / 10} % intervals`,
    corrections[spec.correction],
    ...(reduction === undefined ? [] : [`CUPED −${Math.round(reduction * 100)} % variance`]),
  ].join(", ");
}
