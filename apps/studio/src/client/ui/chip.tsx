import type { ReactNode } from "react";
import style from "./ui.module.css";

export type Tone = "plain" | "ok" | "warn" | "bad" | "accent";

/** A small label; its tone never stands alone, a word or icon says the same. */
export function Chip({
  tone = "plain",
  tall = false,
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly tall?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={`${style.chip} ${tone === "plain" ? "" : style[tone]} ${tall ? style.tall : ""}`} title={title}>
      {children}
    </span>
  );
}
