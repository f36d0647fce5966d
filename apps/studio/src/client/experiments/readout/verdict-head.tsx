import { IconAlertTriangle } from "@tabler/icons-react";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { count, percent } from "../../ui/format.ts";
import { changeLabel } from "../change-label.ts";
import { isReadable } from "../effect-reading.ts";
import shared from "../experiments.module.css";
import { NumbersButton } from "../numbers-button.tsx";
import { primaryMetric } from "../primary-metric.ts";
import { StateChip } from "../state-chip.tsx";
import { unitNoun } from "../unit-noun.ts";
import { effectLines } from "./figure-lines.ts";
import style from "./readout.module.css";

/** The verdict in words, and how far the experiment is. */
export function VerdictHead({ detail }: { readonly detail: ExperimentDetail }) {
  const { verdict } = detail;
  const withheld = verdict.kind === "withheld" || verdict.kind === "problem";
  return (
    <section className={style.verdict} aria-label="Verdict">
      <div className="grow">
        <p className={shared.phoneOnly}>
          <StateChip experiment={detail} />
        </p>
        <h2 className={withheld ? style.withheld : ""}>
          {withheld && <IconAlertTriangle size={24} stroke={1.5} aria-hidden className="warn" />}
          {verdict.headline}
        </h2>
        <p>{verdict.detail}</p>
        <PrimaryNumbers detail={detail} />
        {detail.stopReason !== null && <p>Stopped: {detail.stopReason}</p>}
        {detail.problem !== null && <p className="bad">{detail.problem}</p>}
      </div>
      {detail.day !== null &&
        (detail.kind === "import" ? (
          <p className="muted num small">{count(detail.units)} units of a file</p>
        ) : (
          <Days detail={detail} day={detail.day} />
        ))}
    </section>
  );
}

/** The change that the verdict is about, with the numbers behind it. */
function PrimaryNumbers({ detail }: { readonly detail: ExperimentDetail }) {
  const metric = primaryMetric(detail.spec);
  const read = detail.reading?.metrics.find((one) => one.metric === metric?.id);
  const effect = read?.effects.find(isReadable);
  if (metric === undefined || read === undefined || effect === undefined || detail.reading?.withheld === true)
    return null;
  const control = detail.arms[0];
  const treatment = detail.arms.find(({ key }) => key === effect.arm);
  const sides = [control, treatment].flatMap((arm) => {
    const figure = read.arms.find(({ arm: key }) => key === arm?.key);
    return arm === undefined || figure === undefined ? [] : [[`Units of ${arm.name}`, count(figure.units)] as const];
  });
  return (
    <p className="small">
      {metric.name}:{" "}
      <NumbersButton
        title={`${metric.name}, ${treatment?.name} against ${control?.name}`}
        lines={[...sides, ...effectLines(effect)]}
        method={read.method}
      >
        {changeLabel(effect.estimate)}
      </NumbersButton>
    </p>
  );
}

/** A box for each planned day, filled as they pass; the numbers beside it say the same. */
function Days({ detail, day }: { readonly detail: ExperimentDetail; readonly day: number }) {
  const { planned } = detail.spec;
  const noun = unitNoun(detail);
  const boxes = Math.max(1, Math.min(42, detail.plannedDays));
  const filled = Math.round((Math.min(day, detail.plannedDays) / Math.max(1, detail.plannedDays)) * boxes);
  return (
    <div className={style.progress}>
      <p className="row">
        <b className="num grow">Day {detail.dayOfPlan}</b>
        <span className="muted num small">
          {planned === undefined
            ? `${count(detail.units)} ${noun}`
            : `${count(detail.units)} of ${count(planned.units)} ${noun}`}
        </span>
      </p>
      <span className={style.boxes} aria-hidden>
        {Array.from({ length: boxes }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is a day, and days do not move
          <i key={at} className={at < filled ? style.filled : ""} />
        ))}
      </span>
      {planned !== undefined && (
        <p className="muted small">
          Planned to detect ±{percent(planned.effect)} with {percent(planned.power)} power
        </p>
      )}
      {detail.spec.shortReason !== undefined && detail.plannedDays < 14 && (
        <p className="muted small">Shorter than two weeks: {detail.spec.shortReason}</p>
      )}
    </div>
  );
}
