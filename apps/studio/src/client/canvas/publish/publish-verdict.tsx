import type { Comparison } from "../../api/outputs.ts";
import { counted } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import style from "./publish.module.css";
import type { Changes } from "./use-changes.ts";

/** `Ines`, `Ines and Karl`, `Ines, Karl and Mia`. */
function together(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** How much a draft differs from what is live, and by whom, in words first. */
export function PublishVerdict({
  comparison,
  changes: { count, people, lastAt, after },
}: {
  readonly comparison: Comparison;
  readonly changes: Changes;
}) {
  const live = comparison.before?.version;
  if (live == null) {
    return (
      <div className={style.verdict}>
        <h3>The first version</h3>
        <p>Nothing is live yet. {counted(after.nodes.length, "node")} will answer.</p>
      </div>
    );
  }
  const named = live.name === "" ? "" : `, “${live.name}”`;
  if (count === 0) {
    return (
      <div className={style.verdict}>
        <h3>Nothing changed since version {live.number}</h3>
        <p>The draft is what is live already{named}. A new version would answer the same.</p>
      </div>
    );
  }
  return (
    <div className={style.verdict}>
      <h3>
        {counted(count, "change")} since version {live.number}
        {named}
      </h3>
      {people.length > 0 && lastAt !== undefined && (
        <p>
          By {together(people)}, last <RelativeTime at={lastAt} />.
        </p>
      )}
    </div>
  );
}
