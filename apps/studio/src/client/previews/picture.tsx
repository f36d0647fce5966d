import { useState } from "react";
import { type ShownProduct, useDrawn } from "../products/drawn-product.tsx";
import { pictureUrl } from "../products/picture-url.ts";
import style from "./previews.module.css";
import { silhouetteOf, toneOf } from "./silhouette.ts";
import { StockMark } from "./stock-mark.tsx";

/** A product's picture, with a drawing of its kind until it is there or when there is none, and its stock mark. */
export function Picture({
  item,
  width,
  height,
  mark = true,
  named = true,
}: {
  readonly item: ShownProduct;
  readonly width: number | string;
  readonly height: number;
  readonly mark?: boolean;
  /** False where what it stands in names the product. */
  readonly named?: boolean;
}) {
  // The address itself: a picture that is drawn for another product begins again.
  const [loaded, setLoaded] = useState<string>();
  const [broken, setBroken] = useState<string>();
  const drawn = useDrawn();
  const shape = silhouetteOf(item.title, item.category);
  const tone = toneOf(item.id);
  const src = pictureUrl(item.image);
  return (
    <span className={style.picture} style={{ width, height }} {...(named ? drawn(item) : {})}>
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
      {src !== undefined && src !== broken && (
        <img
          key={src}
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          style={loaded === src ? undefined : { opacity: 0 }}
          onLoad={() => setLoaded(src)}
          onError={() => setBroken(src)}
        />
      )}
      {mark && <StockMark stock={item.stock} />}
    </span>
  );
}
