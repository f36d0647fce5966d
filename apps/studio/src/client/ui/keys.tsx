import { keyLabel } from "./key-label.ts";
import style from "./ui.module.css";

/** The keys of a shortcut, as a small key cap; on a filled button it takes the button's colour. */
export function Keys({ children, onFill = false }: { readonly children: string; readonly onFill?: boolean }) {
  return <kbd className={`${style.keys} ${onFill ? style.onFill : ""}`}>{keyLabel(children)}</kbd>;
}
