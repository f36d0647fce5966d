import type { ExperimentAnnotation } from "../../../server/experiment-types.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { markText } from "./mark-text.ts";
import style from "./readout.module.css";

/** What happened while it ran, in words: what the marks on the time axis stand for. */
export function Happenings({ annotations }: { readonly annotations: readonly ExperimentAnnotation[] }) {
  if (annotations.length === 0) return null;
  return (
    <ol className={style.happenings} aria-label="What happened">
      {annotations.map((annotation) => {
        const short = markText(annotation);
        const rest = annotation.text === short ? "" : annotation.text.replace(`${short}: `, "");
        return (
          <li key={`${annotation.at} ${annotation.kind}`}>
            <b>{short}</b> <RelativeTime at={annotation.at} />
            {rest !== "" && <span className="soft">, {rest}</span>}
          </li>
        );
      })}
    </ol>
  );
}
