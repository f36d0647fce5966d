import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { notifyAttempts } from "@aisle/app/jobs/notify-options";
import { type DeliveryDeps, sendDelivery } from "@aisle/platform/notify/send-delivery";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";

/** Sends a notification through a connection; tried again with growing pauses, and dead after the last try. */
export function notifyJob(open: () => Promise<DeliveryDeps>): JobHandlers<AisleJobs>["notify"] {
  return async ({ workspaceId, deliveryId }, { attempt }) => {
    await sendDelivery(await open(), { workspaceId, id: deliveryId }, attempt >= notifyAttempts);
    return null;
  };
}
