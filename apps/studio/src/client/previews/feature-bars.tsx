import style from "./data-previews.module.css";

/** Features by name with a bar from the middle: right for above zero, left for below. */
export function FeatureBars({
  entries,
  count,
  maxItems,
}: {
  readonly entries: readonly { readonly name: string; readonly value: number }[];
  readonly count: number;
  readonly maxItems: number;
}) {
  const max = Math.max(Number.MIN_VALUE, ...entries.map(({ value }) => Math.abs(value)));
  return (
    <>
      <ul className={style.bars} aria-label="Features">
        {entries.slice(0, maxItems).map(({ name, value }) => (
          <li key={name}>
            <span className="clip" title={name}>
              {name}
            </span>
            <span className={style.track} aria-hidden>
              <i
                style={{
                  width: `${(Math.abs(value) / max) * 50}%`,
                  marginLeft: value < 0 ? `${50 - (Math.abs(value) / max) * 50}%` : "50%",
                  background: "var(--t-features)",
                }}
              />
            </span>
            <span className="num">{Number(value.toPrecision(3))}</span>
          </li>
        ))}
      </ul>
      {count > maxItems && <p className={style.more}>{count - maxItems} more</p>}
    </>
  );
}
