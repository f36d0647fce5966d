import style from "./logged.module.css";

/** Says that a result is of a draft or a live version of before. */
export function OlderNote() {
  return (
    <p className={style.cannot} role="status">
      The draft or the live version has changed since. Run it again.
    </p>
  );
}
