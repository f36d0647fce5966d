import type { ReactNode } from "react";
import style from "./ui.module.css";

/** The body of a page below the top bar. */
export function Page({
  title,
  actions,
  children,
}: {
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={style.page}>
      {title !== undefined && (
        <header className={style.pageHead}>
          <h1 className="grow">{title}</h1>
          {actions}
        </header>
      )}
      {children}
    </div>
  );
}
