import type { ReactNode } from "react";
import style from "./ui.module.css";

/** What stands where nothing is yet: says what to do, and offers it. */
export function EmptyState({
  title,
  children,
  actions,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className={style.empty}>
      <h3>{title}</h3>
      <p>{children}</p>
      {actions !== undefined && actions !== false && <div className={style.emptyActions}>{actions}</div>}
    </div>
  );
}
