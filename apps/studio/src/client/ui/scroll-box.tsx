import type { ReactNode } from "react";
import ui from "./ui.module.css";

/** A named box that scrolls and that the keyboard reaches, for a table without buttons or links of its own. */
export function ScrollBox({
  label,
  className = "",
  children,
}: {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={`${ui.scroll} ${className}`} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
