import type { ArmFigure } from "../../server/experiment-types.ts";
import style from "./experiments.module.css";

const size = { width: 72, height: 20 };

/** How units spread over their values, an arm's share in each range as a bar; the first arm is outlined behind the others. */
export function Histogram({ arms }: { readonly arms: readonly Pick<ArmFigure, "histogram">[] }) {
  const drawn = arms.map(({ histogram }) => {
    const total = histogram?.counts.reduce((sum, one) => sum + one, 0) ?? 0;
    return total === 0 ? [] : histogram!.counts.map((one) => one / total);
  });
  const highest = Math.max(0, ...drawn.flat());
  if (highest === 0) return null;
  return (
    <svg className={style.histogram} viewBox={`0 0 ${size.width} ${size.height}`} {...size} aria-hidden>
      {drawn.slice(0, 2).map((shares, arm) =>
        shares.map((share, at) => {
          const width = size.width / shares.length;
          // A root keeps the long tail of money visible beside the many units with nothing.
          const height = Math.sqrt(share / highest) * (size.height - 1);
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: the ranges stand in the order of their values and never move
              key={`${arm}-${at}`}
              className={arm === 0 ? style.control : style.treatment}
              x={at * width + 0.5}
              y={size.height - height}
              width={Math.max(0.5, width - 1)}
              height={height}
            />
          );
        }),
      )}
    </svg>
  );
}
