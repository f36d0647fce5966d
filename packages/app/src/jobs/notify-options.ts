/** Tries of a message: pauses of 1, 2, 4 … seconds, about an hour in all. */
export const notifyAttempts = 12;

/** How a message is queued: under an id of its own, so that whoever finds it without a job can queue it again. */
export function notifyJob(deliveryId: string) {
  return { jobId: `notify-${deliveryId}`, attempts: notifyAttempts };
}
