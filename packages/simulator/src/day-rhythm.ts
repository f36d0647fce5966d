const hourMs = 3_600_000;
/** Visits of each hour of a day over the mean of all: a quiet night, a lunch, a busy evening. Made up, and sums to 24. */
const hours = [
  0.4, 0.25, 0.15, 0.1, 0.1, 0.2, 0.4, 0.7, 0.95, 1.1, 1.2, 1.25, 1.4, 1.3, 1.15, 1.1, 1.15, 1.3, 1.5, 1.8, 2, 1.9, 1.5,
  1.1,
] as const;

/** How busy a moment is, 1 on average over a day; `at` in milliseconds since 1970, by the clocks `offsetMs` ahead of UTC. */
export function dayRhythm(at: number, offsetMs = 0): number {
  const time = (((at + offsetMs) % (24 * hourMs)) + 24 * hourMs) % (24 * hourMs);
  const hour = Math.floor(time / hourMs);
  const part = (time - hour * hourMs) / hourMs;
  // Joined by straight lines between the middles of the hours.
  const other = hours[(hour + (part < 0.5 ? 23 : 1)) % 24]!;
  const weight = Math.abs(part - 0.5);
  return hours[hour]! * (1 - weight) + other * weight;
}
