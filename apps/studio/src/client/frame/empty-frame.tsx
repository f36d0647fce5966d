import style from "./frame.module.css";

/** The lines of the frame, before it is known whose page it becomes. */
export function EmptyFrame() {
  return (
    <div className={style.frame} aria-busy="true">
      <div className={style.rail} />
      <div className={style.top} />
      <p className="unseen" role="status">
        Opening Aisle
      </p>
    </div>
  );
}
