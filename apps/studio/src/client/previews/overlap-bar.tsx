import type { ProductsPreview } from "../api/outputs.ts";
import style from "./previews.module.css";

/** How lists overlap: how many products came from which node alone, and how many from several. */
export function OverlapBar({
  preview,
  titleOf,
}: {
  readonly preview: ProductsPreview;
  readonly titleOf: (node: string) => string;
}) {
  const single = preview.sources.filter((source) => source.nodes.length === 1);
  const shared = preview.sources.filter((source) => source.nodes.length > 1).reduce((sum, s) => sum + s.count, 0);
  const first = single.slice(0, Math.ceil(single.length / 2));
  const rest = single.slice(first.length);
  const parts = [
    ...single.map((source) => `${source.count} from ${source.nodes.map(titleOf).join(", ")} alone`),
    `${shared} from several`,
  ].join("; ");
  const part = (source: (typeof single)[number]) => (
    <span key={source.nodes[0]} style={{ flex: source.count }}>
      {source.count}
    </span>
  );
  return (
    <div role="img" aria-label={parts} title={parts}>
      <div className={style.overlap}>
        {first.map(part)}
        {shared > 0 && (
          <span className={style.both} style={{ flex: shared }}>
            {shared}
          </span>
        )}
        {rest.map(part)}
      </div>
      <div className={style.legend}>
        {first.length > 0 && <span>{first.map((s) => titleOf(s.nodes[0]!)).join(", ")}</span>}
        {shared > 0 && <span className={style.middle}>{single.length > 2 ? "several" : "in both"}</span>}
        {rest.length > 0 && <span>{rest.map((s) => titleOf(s.nodes[0]!)).join(", ")}</span>}
      </div>
    </div>
  );
}
