import { createPool, type Pool } from "@aisle/platform/postgres/pool";
import { queryWithin } from "@aisle/platform/postgres/query-within";

const freshMs = 1_000;
const checkLimitMs = 1_000;
/** A check that has run for this long is bad news before it ends. */
const lateMs = 500;

/**
 * Whether the database answers, asked when somebody wants to know and used for a second, over a connection of its own: a busy pool
 * is no database that hangs.
 */
export class DatabaseCheck {
  readonly #pool: Pool;
  #running: { readonly since: number; readonly ended: Promise<void> } | undefined;
  #failed = false;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(databaseUrl: string) {
    this.#pool = createPool(databaseUrl, { max: 1, name: "aisle serve health", connectTimeoutMs: checkLimitMs });
  }

  /** True when the last check failed, or when the one that runs takes too long. */
  get isAway(): boolean {
    return this.#failed || (this.#running !== undefined && performance.now() - this.#running.since >= lateMs);
  }

  /** Makes sure that what `isAway` says is of now. Waits half a second at most, and not at all when the news is bad already. */
  async poll(): Promise<void> {
    if (this.#running === undefined && performance.now() - this.#checkedAt >= freshMs) this.#start();
    if (this.#running === undefined || this.isAway) return;
    const { since, ended } = this.#running;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, Math.ceil(since + lateMs - performance.now())));
    });
    await Promise.race([ended, late]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #start(): void {
    const ended = queryWithin(this.#pool, { text: "select 1" }, checkLimitMs).then(
      () => this.#end(false),
      () => this.#end(true),
    );
    this.#running = { since: performance.now(), ended };
  }

  #end(failed: boolean): void {
    this.#failed = failed;
    this.#checkedAt = performance.now();
    this.#running = undefined;
  }
}
