/** Upper bounds of the buckets, in milliseconds. */
export const bucketsMs: readonly number[] = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];

/** Counts of durations in fixed buckets: a few nanoseconds an observation, so that every step of every request can be counted. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(bucketsMs.length + 1);
  #sumMs = 0;

  observe(ms: number): void {
    let bucket = 0;
    while (bucket < bucketsMs.length && ms > bucketsMs[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sumMs += ms;
  }

  /** Lines of Prometheus's text format; `labels` without braces, times in seconds. */
  lines(name: string, labels: string): string {
    let text = "";
    let total = 0;
    for (let bucket = 0; bucket < bucketsMs.length; bucket++) {
      total += this.#counts[bucket]!;
      text += `${name}_bucket{${labels},le="${bucketsMs[bucket]! / 1000}"} ${total}\n`;
    }
    total += this.#counts[bucketsMs.length]!;
    return `${text}${name}_bucket{${labels},le="+Inf"} ${total}\n${name}_sum{${labels}} ${this.#sumMs / 1000}\n${name}_count{${labels}} ${total}\n`;
  }
}
