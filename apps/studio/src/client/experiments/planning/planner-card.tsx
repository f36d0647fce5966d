import { Skeleton } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { count, percent } from "../../ui/format.ts";
import { figure, metricValue } from "../change-label.ts";
import style from "../experiments.module.css";
import { NumbersButton } from "../numbers-button.tsx";
import { primaryMetric } from "../primary-metric.ts";
import { unitNoun } from "../unit-noun.ts";
import { PercentInput } from "./percent-input.tsx";
import type { PlanProps } from "./plan-props.ts";
import own from "./planning.module.css";
import { usePlan } from "./use-plan.ts";

const CurveChart = lazy(() => import("./curve-chart.tsx").then((m) => ({ default: m.CurveChart })));

/** How long it takes to see an effect, from what this endpoint logged: it moves as weights, coverage and metric are changed. */
export function PlannerCard({ detail, plan, isFixed }: PlanProps) {
  const { spec } = plan.draft;
  const [effect, setEffect] = useState(spec.planned?.effect ?? 0.05);
  const [power, setPower] = useState(spec.planned?.power ?? 0.8);
  const query = usePlan(detail.pipeline?.id ?? null, spec, effect, power);
  const found = query.data;
  const { units } = found ?? { units: null };
  const { planned } = spec;
  const { change } = plan;
  const isFresh = query.isSuccess && !query.isPlaceholderData;
  useEffect(() => {
    if (isFixed || !isFresh || units === null) return;
    if (planned?.effect === effect && planned.power === power && planned.units === units) return;
    change({ planned: { effect, power, units } });
  }, [isFixed, isFresh, units, planned, effect, power, change]);
  const metric = primaryMetric(spec);
  const noun = unitNoun(detail);
  return (
    <Card title="How long it takes">
      <div className={style.form}>
        <div className={own.two}>
          <PercentInput
            label="Effect to see"
            min={0.1}
            max={100}
            step={0.5}
            disabled={isFixed}
            value={effect}
            onChange={setEffect}
          />
          <PercentInput label="Power" min={50} max={99} disabled={isFixed} value={power} onChange={setPower} />
        </div>
        {metric === undefined ? (
          <p className="small muted">
            Choose the metric that decides, and the plan is computed from what this endpoint logged.
          </p>
        ) : query.isError ? (
          <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
        ) : found === undefined ? (
          <Skeleton height={260} />
        ) : (
          <div className={style.form} aria-live="polite" aria-busy={query.isFetching}>
            <dl className={own.planFacts}>
              <div>
                <dt>Days needed</dt>
                <dd className={found.days !== null && found.days > detail.plannedDays ? "warn" : ""}>
                  {found.days === null ? "–" : count(Math.ceil(found.days))}
                </dd>
              </div>
              <div>
                <dt>Units needed</dt>
                <dd>{found.units === null ? "–" : `${count(Math.ceil(found.units))} ${noun}`}</dd>
              </div>
              <div>
                <dt>Seen in {spec.plannedDays} days</dt>
                <dd>{found.detectable === null ? "–" : `±${percent(found.detectable)}`}</dd>
              </div>
              <div>
                <dt>Traffic</dt>
                <dd>
                  <NumbersButton
                    title="The last 28 days of this endpoint"
                    lines={[
                      ["Units a day", found.unitsADay === null ? "none" : figure(found.unitsADay)],
                      [
                        "Mean of a unit",
                        found.baseline === null
                          ? "nothing logged"
                          : metricValue(found.baseline.mean, metric.unit, null),
                      ],
                      ["Variance of a unit", found.baseline === null ? undefined : figure(found.baseline.variance)],
                      ["Units with a history", found.baseline === null ? undefined : count(found.baseline.units)],
                    ]}
                    method="requiredSize"
                  >
                    {found.unitsADay === null ? "none" : `${figure(found.unitsADay)} a day`}
                  </NumbersButton>
                </dd>
              </div>
            </dl>
            {found.days !== null && found.days > spec.plannedDays && (
              <p className="small warn">
                {spec.plannedDays} days are too few for ±{percent(effect)}: plan {count(Math.ceil(found.days / 7) * 7)},
                take more units, or look for a larger effect.
              </p>
            )}
            {found.notes.map((note) => (
              <p key={note} className="small soft">
                {note}
              </p>
            ))}
            <Suspense fallback={<Skeleton height={150} />}>
              {found.powerCurve.length > 1 && (
                <CurveChart
                  title={`Power after ${spec.plannedDays} days`}
                  points={found.powerCurve.map((point) => ({ x: point.effect, y: point.power }))}
                  x={{ name: "Effect", format: percent }}
                  y={{ name: "Power", format: percent, max: 1 }}
                  markX={effect}
                  markY={power}
                />
              )}
              {found.detectableByDay.length > 1 && (
                <CurveChart
                  title="Smallest effect seen, by day"
                  points={found.detectableByDay.map((point) => ({ x: point.day, y: point.effect }))}
                  x={{ name: "Day", format: count }}
                  y={{ name: "Effect", format: percent }}
                  markX={spec.plannedDays}
                  markY={effect}
                />
              )}
            </Suspense>
          </div>
        )}
      </div>
    </Card>
  );
}
