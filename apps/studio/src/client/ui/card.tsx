import type { ReactNode } from "react";
import style from "./ui.module.css";

/** A titled card on a page. */
export function Card({
  title,
  aside,
  children,
  flush = false,
}: {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Leaves the padding to the content, for tables that reach the edges. */
  readonly flush?: boolean;
}) {
  return (
    <section className={style.card}>
      {title !== undefined && (
        <header className={style.cardHead}>
          <h2 className="grow">{title}</h2>
          {aside}
        </header>
      )}
      {flush ? children : <div className={style.cardBody}>{children}</div>}
    </section>
  );
}
