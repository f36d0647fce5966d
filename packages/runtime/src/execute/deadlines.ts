/**
 * The run's one timer, over the run's own deadline and the limits of its async steps; armed only while something is awaited.
 * Times are milliseconds of `performance.now()`.
 */
export class Deadlines {
  readonly #due: { readonly at: number; readonly step: number }[] = [];
  readonly #expired: (step: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** `expired` is called with the step whose limit has passed, or -1 for the run's deadline. */
  constructor(expired: (step: number) => void) {
    this.#expired = expired;
  }

  add(step: number, at: number): void {
    this.#due.push({ at, step });
    this.#arm();
  }

  remove(step: number): void {
    const at = this.#due.findIndex((entry) => entry.step === step);
    if (at >= 0) this.#due.splice(at, 1);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#due.length = 0;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#due) if (at < next) next = at;
    if (next >= this.#armedFor) return;
    clearTimeout(this.#timer);
    this.#armedFor = next;
    this.#timer = setTimeout(() => this.#ring(), Math.max(0, Math.ceil(next - performance.now())));
  }

  #ring(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = performance.now();
    const late = this.#due.filter(({ at }) => at <= now);
    for (const { step } of late) this.remove(step);
    for (const { step } of late) this.#expired(step);
    this.#arm();
  }
}
