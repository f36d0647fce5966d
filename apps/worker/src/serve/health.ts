/** One thing that does not work as it should while the process goes on. */
export interface HealthProblem {
  /** The part of Aisle that it concerns, such as `plans`. */
  readonly part: string;
  /** What is wrong, for everybody: no addresses, no names of a workspace's own. */
  readonly message: string;
}

/** What this process knows to be wrong with itself; each part of it adds what it watches. */
export class Health {
  readonly #sources: (() => HealthProblem | undefined)[] = [];

  /** `source` is asked at each look: it says what is known and waits for nothing. */
  add(source: () => HealthProblem | undefined): void {
    this.#sources.push(source);
  }

  problems(): readonly HealthProblem[] {
    return this.#sources.flatMap((source) => source() ?? []);
  }
}
