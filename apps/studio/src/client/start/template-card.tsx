import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { NodeCatalogue, Template } from "../api/outputs.ts";
import { milliseconds } from "../ui/format.ts";
import { GraphDrawing } from "./graph-drawing.tsx";
import style from "./start.module.css";

/** A template: its graph drawn, what it answers, what it needs and whether this shop has it, how fast it is. */
export function TemplateCard({
  template,
  catalogue,
  busy,
  onUse,
}: {
  readonly template: Template;
  readonly catalogue: NodeCatalogue | undefined;
  readonly busy: boolean;
  /** Absent for those who may not make a pipeline of it. */
  readonly onUse: (() => void) | undefined;
}) {
  const missing = template.needs.find((need) => !need.met);
  const inside = (
    <>
      <GraphDrawing graph={template.graph} catalogue={catalogue} className={style.drawing} />
      <span className={style.words}>
        <b>{template.title}</b>
        <span className={style.sum}>{template.summary}</span>
        <span className={style.foot}>
          {missing === undefined ? (
            <span className="ok row grow" style={{ gap: 6 }}>
              <IconCheck size={14} stroke={1.75} aria-hidden />
              Ready with your {template.needs.map((need) => need.title.toLowerCase()).join(" and ")}
            </span>
          ) : (
            <span className="warn row grow" style={{ gap: 6 }} title={missing.words}>
              <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
              <span className="clip">{missing.words}</span>
            </span>
          )}
          {template.p99Ms !== null && (
            <span className="muted num" title="99 of 100 live answers of the last day were as fast">
              p99 {milliseconds(template.p99Ms)} ms
            </span>
          )}
        </span>
      </span>
    </>
  );
  if (onUse === undefined) return <article className={style.template}>{inside}</article>;
  return (
    <button type="button" className={style.template} onClick={onUse} disabled={busy}>
      {inside}
    </button>
  );
}
