import { AlertOutbox } from "@aisle/platform/alerts/alert-outbox";
import { CatalogLoadStore } from "@aisle/platform/catalogue/catalog-load-store";
import { dropCountsBefore } from "@aisle/platform/decisions/endpoint-minutes";
import { DeadLetters } from "@aisle/platform/events/dead-letters";
import { EventStore } from "@aisle/platform/events/event-store";
import { dropExperimentDecisions } from "@aisle/platform/experiments/experiment-decisions";
import { dropMonitorHours } from "@aisle/platform/monitors/drop-monitor-hours";
import { NotificationStore } from "@aisle/platform/notify/notification-store";
import { personStores } from "@aisle/platform/person-data/person-stores";
import { repeatErasures } from "@aisle/platform/person-data/repeat-erasures";
import { DayPartitions } from "@aisle/platform/postgres/day-partitions";
import type { Environment } from "../environment.ts";
import type { JobDeps } from "./job-deps.ts";

const dayMs = 86_400_000;
const everyMs = 3_600_000;
const retainUploadsMs = 7 * dayMs;
/** Counts by minute and exposures outlive the decisions that they were counted from: a year can be compared with the last. */
const minCountDays = 400;
const retainNotificationsMs = 90 * dayMs;

/**
 * Deletes what is older than its retention, once an hour: decisions and what was counted of them, events where a limit is set,
 * refused events, and left-over uploads.
 */
export class Retention {
  readonly #deps: JobDeps;
  readonly #retentionDays: Environment["retentionDays"];
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: JobDeps, retentionDays: Environment["retentionDays"], onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#retentionDays = retentionDays;
    this.#onError = onError;
  }

  start(): void {
    const sweep = () => this.sweep(Date.now()).catch(this.#onError);
    this.#timer = setInterval(sweep, everyMs);
    void sweep();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** `now` in milliseconds since 1970; a limit of 0 days retains permanently. */
  async sweep(now: number): Promise<void> {
    const { pool, uploads } = this.#deps;
    const { decisions, events, deadLetters } = this.#retentionDays;
    if (decisions > 0) {
      const before = now - decisions * dayMs;
      await new DayPartitions(pool, "decision").dropBefore(before);
      // Read by the fold long before; late events find the decision that they name in it.
      await dropExperimentDecisions(pool, before);
      await dropCountsBefore(pool, Math.min(before, now - minCountDays * dayMs), before);
    }
    await dropMonitorHours(pool, now - minCountDays * dayMs);
    await new CatalogLoadStore(pool).dropBefore(now - minCountDays * dayMs);
    await new AlertOutbox(pool).dropBefore(now - minCountDays * dayMs);
    if (events > 0) await new EventStore(pool).dropBefore(now - events * dayMs);
    if (deadLetters > 0) await new DeadLetters(pool).dropBefore(now - deadLetters * dayMs);
    await new NotificationStore(pool).dropBefore(new Date(now - retainNotificationsMs));
    await repeatErasures(pool, personStores, new Date(now));
    await uploads.removeOlder(now - retainUploadsMs);
  }
}
