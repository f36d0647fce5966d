import { Fragment } from "react";
import type { ExperimentDetail, Reading, SegmentReading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { count, counted, percent } from "../../ui/format.ts";
import ui from "../../ui/ui.module.css";
import { changeLabel, intervalLabel, pLabel, roundChange } from "../change-label.ts";
import { intervalOf, isReadable, type Look, lookOf } from "../effect-reading.ts";
import { IntervalPlot } from "../interval-plot.tsx";
import { intervalScale } from "../interval-scale.ts";
import { NumbersButton } from "../numbers-button.tsx";
import { effectLines } from "./figure-lines.ts";
import style from "./readout.module.css";

const dimensionTitle = (name: string) =>
  name === "newOrReturning" ? "Shopper" : name.replace(/^./, (a) => a.toUpperCase());

/** The primary metric by parts of the units, as a forest plot with intervals that are corrected for being many. */
export function SegmentsCard({ detail, reading }: { readonly detail: ExperimentDetail; readonly reading: Reading }) {
  const { segments } = reading;
  const look = lookOf(detail.spec.method);
  const reach = intervalScale(
    segments.flatMap(({ effects }) =>
      effects.map((effect) => intervalOf(effect, look)).filter((one) => isReadable(one)),
    ),
  );
  const dimensions = [...new Set(segments.map(({ dimension }) => dimension))];
  const differing = segments.filter(({ effects }) => effects.some((one) => isReadable(one) && excludesZero(one, look)));
  return (
    <Card
      flush
      title="Segments"
      aside={
        segments.length > 0 && (
          <span className="small muted">
            {counted(segments.length, "part")} tried,{" "}
            {differing.length === 0
              ? "none stands out"
              : `${count(differing.length)} stand${differing.length === 1 ? "s" : ""} out`}
          </span>
        )
      }
    >
      {segments.length === 0 ? (
        <p className={`small muted ${style.pad}`}>
          New and returning shoppers are compared with the first reading. Name fields of the request as segments to see
          others.
        </p>
      ) : (
        <div className={`${ui.scroll} ${style.segments}`}>
          <table aria-label="Change of the primary metric by segment">
            <tbody>
              {dimensions.map((dimension) => (
                <Fragment key={dimension}>
                  <tr className={style.sub}>
                    <th colSpan={4} scope="rowgroup">
                      {dimensionTitle(dimension)}
                    </th>
                  </tr>
                  {segments
                    .filter((one) => one.dimension === dimension)
                    .flatMap((segment) =>
                      segment.effects.map((effect) => (
                        <SegmentLine
                          key={`${segment.value} ${effect.arm}`}
                          segment={segment}
                          effect={effect}
                          look={look}
                          reach={reach}
                          detail={detail}
                        />
                      )),
                    )}
                </Fragment>
              ))}
            </tbody>
          </table>
          <p className={`${style.scale} ${style.segmentScale} small muted`}>
            <span>
              Scale {roundChange(-reach)} to {roundChange(reach)}
            </span>
          </p>
        </div>
      )}
    </Card>
  );
}

function excludesZero(effect: SegmentReading["effects"][number], look: Look): boolean {
  const interval = intervalOf(effect, look);
  return isReadable(interval) && ((interval.low ?? -1) > 0 || (interval.high ?? 1) < 0);
}

function SegmentLine({
  segment,
  effect,
  look,
  reach,
  detail,
}: {
  readonly segment: SegmentReading;
  readonly effect: SegmentReading["effects"][number];
  readonly look: Look;
  readonly reach: number;
  readonly detail: ExperimentDetail;
}) {
  const interval = intervalOf(effect, look);
  const arm = detail.arms.find(({ key }) => key === effect.arm);
  const value = segment.value === "" ? "not given" : segment.value;
  const uneven = segment.sampleRatioP !== null && segment.sampleRatioP < 0.001;
  return (
    <tr>
      <td>
        <span className={`clip ${style.segmentName}`} title={value}>
          {value}
        </span>
        {detail.arms.length > 2 && <span className="muted"> {arm?.name}</span>}
        {uneven && <span className="warn"> uneven split</span>}
      </td>
      <td className="right muted" data-label="Share">
        {percent(segment.share)}
      </td>
      {isReadable(effect) && isReadable(interval) ? (
        <>
          <td className={style.plotCell}>
            <IntervalPlot interval={interval} estimate={effect.estimate} reach={reach} width={150} />
            <span className="unseen">{intervalLabel(interval)}</span>
          </td>
          <td className="right">
            <NumbersButton
              title={`${dimensionTitle(segment.dimension)}: ${value}`}
              lines={[
                ...detail.arms.map(({ key, name }) => [`Units, ${name}`, count(segment.units[key] ?? 0)] as const),
                ["Split, p", segment.sampleRatioP === null ? undefined : pLabel(segment.sampleRatioP)],
                ...effectLines(effect),
              ]}
              method="compareArms"
            >
              {changeLabel(effect.estimate)}
            </NumbersButton>
          </td>
        </>
      ) : (
        <td colSpan={2} className={`small soft ${style.why}`}>
          {"reason" in effect ? effect.reason : "reason" in interval ? interval.reason : ""}
        </td>
      )}
    </tr>
  );
}
