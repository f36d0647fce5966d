import { useId } from "react";
import { counted } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { NodeIcon } from "../node/node-icon.tsx";
import { useCanvas } from "../session/use-canvas.ts";
import type { ChangeGroup, ChangeLine } from "./change-groups.ts";
import { DifferenceDrawing, SignIcon } from "./difference-drawing.tsx";
import style from "./publish.module.css";
import type { Changes } from "./use-changes.ts";

/** What differs between two graphs: the drawing with its marks, then every change with who made it. */
export function ChangesView({ changes }: { readonly changes: Changes }) {
  const model = useCanvas();
  const prefix = useId();
  const { before, after, difference, groups } = changes;
  const pick = (id: string) => {
    const heading = document.getElementById(`${prefix}${id}`);
    heading?.scrollIntoView({ block: "nearest" });
    heading?.focus({ preventScroll: true });
  };
  if (after.nodes.length + before.nodes.length === 0) return null;
  return (
    <>
      <DifferenceDrawing
        before={before}
        after={after}
        difference={difference}
        groups={groups}
        model={model}
        onPick={pick}
      />
      {difference.moved.length > 0 && groups.length > 0 && (
        <p className="small muted">
          {counted(difference.moved.length, "node")} only stand{difference.moved.length === 1 ? "s" : ""} elsewhere;
          answers do not change by it.
        </p>
      )}
      {groups.length > 0 && (
        <ul className={style.groups} aria-label="Changes">
          {groups.map((group) => (
            <li key={group.id}>
              <GroupChanges group={group} id={`${prefix}${group.id}`} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function GroupChanges({ group, id }: { readonly group: ChangeGroup; readonly id: string }) {
  const { icons } = useCanvas();
  return (
    <>
      <h4 id={id} tabIndex={-1} className={style.groupTitle}>
        {group.icon !== undefined && <NodeIcon name={group.icon} icons={icons} size={14} />}
        {group.title}
      </h4>
      <ul className={style.lines}>
        {group.lines.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ul>
    </>
  );
}

function Line({ line }: { readonly line: ChangeLine }) {
  const { sign, what, before, after, touch } = line;
  return (
    <li className={style.line}>
      <span className={`${style.mark} ${style[sign]}`}>
        <SignIcon sign={sign} />
        <span className="unseen">{sign}: </span>
      </span>
      <span className={style.what}>
        {what}
        {(before !== undefined || after !== undefined) && (
          <>
            {": "}
            {before !== undefined && <del>{before}</del>}
            {before !== undefined && after !== undefined && <span aria-hidden> → </span>}
            {before !== undefined && after !== undefined && <span className="unseen"> is now </span>}
            {after !== undefined && <ins>{after}</ins>}
          </>
        )}
      </span>
      <span className={style.who}>
        {touch !== undefined && (
          <>
            {touch.author.name}, <RelativeTime at={touch.at} />
          </>
        )}
      </span>
    </li>
  );
}
