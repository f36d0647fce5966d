const tick = { fontSize: 11, fill: "var(--ink-3)" };

/** What every chart's margin is. */
export const chartMargin = { top: 8, right: 0, bottom: 0, left: 4 };

/** The look of an axis of time, days or amounts below a chart. */
export const lowerAxis = { tick, tickLine: false, axisLine: { stroke: "var(--line)" } } as const;

/** The look of the axis of values at the right of a chart. */
export const valueAxis = {
  orientation: "right",
  tick,
  tickLine: false,
  axisLine: false,
  width: 52,
  tickCount: 3,
} as const;

/** The look of what a chart says on hover; over lines, a line marks the place. */
export const hoverBox = {
  isAnimationActive: false,
  cursor: { stroke: "var(--line-strong)" },
  contentStyle: {
    background: "var(--panel)",
    border: "1px solid var(--line)",
    borderRadius: 6,
    font: "var(--f-small)",
    padding: "6px 10px",
  },
} as const;
