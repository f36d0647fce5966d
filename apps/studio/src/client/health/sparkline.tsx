import style from "./health.module.css";

const width = 72;
const height = 32;
const inset = 4;

/** A line of some windows, oldest first, over the band of what is usual; the last one is a dot. It says nothing that text beside it does not. */
export function Sparkline({
  values,
  usual,
  isChanged,
}: {
  readonly values: readonly (number | null)[];
  readonly usual: readonly [number, number] | null;
  readonly isChanged: boolean;
}) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return <svg className={style.spark} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" />;
  const all = usual === null ? known : [...known, ...usual];
  const low = Math.min(...all);
  const reach = Math.max(...all) - low || 1;
  const x = (i: number) => inset + (i / (values.length - 1)) * (width - 2 * inset);
  const y = (value: number) => height - inset - ((value - low) / reach) * (height - 2 * inset);
  const last = values.findLastIndex((value) => value !== null);
  return (
    <svg
      className={style.spark}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      data-changed={isChanged ? "" : undefined}
    >
      {usual !== null && (
        <rect
          x={inset}
          width={width - 2 * inset}
          y={y(usual[1])}
          height={Math.max(1, y(usual[0]) - y(usual[1]))}
          className={style.band}
        />
      )}
      <path d={pathOf(values, x, y)} />
      <circle cx={x(last)} cy={y(values[last]!)} r={2.5} />
    </svg>
  );
}

/** Gaps stay gaps. */
function pathOf(values: readonly (number | null)[], x: (i: number) => number, y: (value: number) => number): string {
  let isOn = false;
  return values
    .map((value, i) => {
      if (value === null) {
        isOn = false;
        return "";
      }
      const step = `${isOn ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      isOn = true;
      return step;
    })
    .join("");
}
