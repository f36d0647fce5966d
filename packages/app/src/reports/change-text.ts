/** A relative change as a tick of an axis: `+5 %`. */
export function changeText(change: number): string {
  const percent = Math.round(change * 10_000) / 100;
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent)} %`;
}
