import { percent } from "../ui/format.ts";
import style from "./data-previews.module.css";

/** Labels with a bar for how sure each is; the chosen one stands out by weight. */
export function ConfidenceBars({
  chosen,
  candidates,
  maxItems = 12,
}: {
  readonly chosen: string;
  readonly candidates: readonly { readonly label: string; readonly confidence: number }[];
  readonly maxItems?: number;
}) {
  return (
    <ul className={style.bars} aria-label="Labels and how sure each is">
      {candidates.slice(0, maxItems).map(({ label, confidence }) => (
        <li key={label} className={label === chosen ? style.chosen : ""}>
          <span className="clip">{label}</span>
          <span className={style.track} aria-hidden>
            <i style={{ width: `${confidence * 100}%`, background: "var(--t-intent)" }} />
          </span>
          <span className="num">{percent(confidence)}</span>
        </li>
      ))}
    </ul>
  );
}
