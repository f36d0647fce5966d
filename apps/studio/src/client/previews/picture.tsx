import { useState } from "react";
import style from "./previews.module.css";
import { silhouetteOf, toneOf } from "./silhouette.ts";
import { StockMark } from "./stock-mark.tsx";

/** A product's picture, with a drawing of its kind until it is there or when there is none, and its stock mark. */
export function Picture({
  item,
  width,
  height,
  mark = true,
}: {
  readonly item: {
    readonly id: string;
    readonly title: string;
    readonly category: string | null;
    readonly image: string | null;
    readonly stock: number | null;
  };
  readonly width: number | string;
  readonly height: number;
  readonly mark?: boolean;
}) {
  const [broken, setBroken] = useState(false);
  const shape = silhouetteOf(item.title, item.category);
  const tone = toneOf(item.id);
  const src = item.image !== null && /^https?:\/\//.test(item.image) && !broken ? item.image : null;
  return (
    <span className={style.picture} style={{ width, height }}>
      <svg width="100%" height="100%" viewBox="0 0 40 40" role="img" aria-label={item.title}>
        {shape.a !== undefined && <path d={shape.a} fill={`var(--${tone})`} />}
        {shape.b !== undefined && <path d={shape.b} fill={`var(--${tone}-2)`} />}
        {shape.line !== undefined && (
          <path
            d={shape.line}
            fill="none"
            stroke={`var(--${tone}-2)`}
            strokeWidth={1.75}
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        )}
      </svg>
      {src !== null && (
        <img src={src} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
      )}
      {mark && <StockMark stock={item.stock} />}
    </span>
  );
}
