import type { ReactNode } from "react";
import style from "./access.module.css";

const box = (x: number, y: number) => (
  <rect x={x} y={y} width="92" height="56" rx="10" fill="var(--panel)" stroke="var(--line-strong)" />
);
const wire = (d: string, hue: string) => (
  <path d={d} stroke={`var(--t-${hue})`} strokeWidth="2" opacity=".7" fill="none" />
);

/** The two-column page around signing in: a drawn pipeline on the left, the form on the right. */
export function AccessPage({ children }: { readonly children: ReactNode }) {
  return (
    <div className={style.page}>
      <div className={style.side}>
        <svg viewBox="0 0 460 260" aria-hidden="true">
          {wire("M104 130C134 130 134 62 164 62", "shopper")}
          {wire("M104 130C134 130 134 198 164 198", "shopper")}
          {wire("M256 62C286 62 286 130 316 130", "products")}
          {wire("M256 198C286 198 286 130 316 130", "products")}
          {wire("M408 130H448", "answer")}
          {box(12, 102)}
          {box(164, 34)}
          {box(164, 170)}
          {box(316, 102)}
          <circle cx="104" cy="130" r="6" fill="var(--t-shopper)" />
          <rect x="250" y="56" width="12" height="12" rx="2" fill="var(--t-products)" />
          <rect x="250" y="192" width="12" height="12" rx="2" fill="var(--t-products)" />
          <rect x="311" y="116" width="10" height="28" rx="5" fill="var(--t-products)" />
          <path d="M444 123h6l6 7-6 7h-6z" fill="var(--t-answer)" />
          <path d="M38 136 50 116l12 20z" fill="var(--moss)" />
          <path d="M190 68l12-20 12 20z" fill="var(--pine)" />
          <rect x="222" y="50" width="12" height="20" rx="4" fill="var(--slate)" />
          <rect x="190" y="186" width="14" height="20" rx="3" fill="var(--clay)" />
          <path d="M214 186h8v10l12 6v4h-20z" fill="var(--coal)" />
          <path d="M342 136l12-20 12 20z" fill="var(--moss)" />
          <rect x="374" y="116" width="14" height="20" rx="3" fill="var(--clay)" />
        </svg>
      </div>
      <main className={style.form}>{children}</main>
    </div>
  );
}
