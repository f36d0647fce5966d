import style from "./ui.module.css";

/** A small bar of a share, 0–1; the number beside it says the same. */
export function Meter({ share, width = 56 }: { readonly share: number; readonly width?: number }) {
  return (
    <span className={style.meter} style={{ width }} aria-hidden>
      <i style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}
