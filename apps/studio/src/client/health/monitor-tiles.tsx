import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { MonitorRow } from "../api/outputs.ts";
import { figureText, moveText, usualText } from "./figure-text.ts";
import style from "./health.module.css";
import { Sparkline } from "./sparkline.tsx";

const shownDays = 30;

/** Monitors as small multiples; one is chosen. */
export function MonitorTiles({
  label,
  monitors,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly monitors: readonly MonitorRow[];
  readonly chosen: string | undefined;
  readonly onChoose: (monitor: string) => void;
}) {
  return (
    <ul className={style.tiles} aria-label={label}>
      {monitors.map(({ monitor, title, figure, isChanged }) => (
        <li key={monitor}>
          <button
            type="button"
            className={style.tile}
            aria-pressed={monitor === chosen}
            onClick={() => onChoose(monitor)}
          >
            <span className={style.tileText}>
              <span className={style.tileTitle} data-changed={isChanged ? "" : undefined}>
                {isChanged ? (
                  <IconAlertTriangle size={13} stroke={2} aria-hidden />
                ) : (
                  <IconCheck size={13} stroke={2} aria-hidden />
                )}
                <span title={title}>{title}</span>
                <span className="unseen">{isChanged ? ", changed" : ", steady"}</span>
              </span>
              <span className="num">
                <b>{figureText(figure.now, figure.unit)}</b>{" "}
                <span className={isChanged ? style.changedText : "soft"}>
                  {isChanged && moveText(figure) !== "" ? moveText(figure) : usualText(figure)}
                </span>
              </span>
            </span>
            <Sparkline
              values={[...figure.past.slice(0, shownDays - 1).toReversed(), figure.now]}
              usual={figure.usual}
              isChanged={isChanged}
            />
          </button>
        </li>
      ))}
    </ul>
  );
}
