import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { MonitorRow } from "../../api/outputs.ts";
import { figureText, usualText } from "../../health/figure-text.ts";
import style from "../node/node.module.css";
import { useView } from "../session/use-canvas.ts";
import { useNodeHealth } from "./use-node-health.ts";

/** On a node's card: what changed of it in live traffic; while health is shown, also that nothing did. */
export function HealthMark({ id }: { readonly id: string }) {
  const rows = useNodeHealth(id);
  const isShown = useView((view) => view.health);
  const worst = rows?.filter(({ isChanged }) => isChanged).toSorted((a, b) => ratioOf(b) - ratioOf(a))[0];
  if (worst !== undefined)
    return (
      <p className={style.health} data-state="changed" title={worst.statement ?? ""}>
        <IconAlertTriangle size={13} stroke={2} aria-hidden />
        <span>
          Live: {wordOf(worst)} <b className="num">{figureText(worst.figure.now, worst.figure.unit)}</b>,{" "}
          {usualText(worst.figure)}
        </span>
      </p>
    );
  if (!isShown || rows === undefined) return null;
  return (
    <p className={style.health} data-state={rows.length === 0 ? "none" : "steady"}>
      {rows.length > 0 && <IconCheck size={13} stroke={2} aria-hidden />}
      <span>{rows.length === 0 ? "Live: not read yet" : "Live: steady"}</span>
    </p>
  );
}

const ratioOf = ({ score, limit }: MonitorRow): number => Math.abs(score) / limit;

function wordOf({ monitor }: MonitorRow): string {
  if (monitor.startsWith("latency")) return "time, ms";
  const part = /^share (\S+) of/.exec(monitor)?.[1] ?? "";
  return { skipped: "skipped", "fell-back": "fell back", failed: "failed", "timed-out": "timed out" }[part] ?? part;
}
