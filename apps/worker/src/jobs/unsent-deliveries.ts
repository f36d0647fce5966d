import { notifyJob } from "@aisle/app/jobs/notify-options";
import type { DeliveryStore } from "@aisle/platform/notify/delivery-store";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

/** A message is stored and its job queued right after: what has no job by then was left by a crash in between. */
const graceMs = 15_000;

/** Finds messages that wait without a job: one that was never queued is queued, one whose job has ended is dead. */
export class UnsentDeliveries extends RepeatedPoll {
  readonly #queue: JobDeps["queue"];
  readonly #deliveries: DeliveryStore;

  constructor(queue: JobDeps["queue"], deliveries: DeliveryStore, onError: (error: unknown) => void) {
    super(onError);
    this.#queue = queue;
    this.#deliveries = deliveries;
  }

  poll(): Promise<void> {
    return this.find(new Date(Date.now() - graceMs));
  }

  /** Looks at what nothing has happened to since a time. */
  async find(before: Date): Promise<void> {
    for (const { workspaceId, id } of await this.#deliveries.waitingSince(before)) {
      const options = notifyJob(id);
      const job = await this.#queue.get(options.jobId);
      if (job === undefined) await this.#queue.add("notify", { workspaceId, deliveryId: id }, options);
      else if (job.state === "failed" || job.state === "cancelled")
        await this.#deliveries.failed(workspaceId, id, "Its job ended before it was sent.", true);
    }
  }
}
