import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { notifyJob } from "../jobs/notify-options.ts";
import type { Area } from "../services/area.ts";
import type { NotificationsPorts } from "./notifications-ports.ts";
import type { DeadDelivery, NotificationList } from "./notifications-shapes.ts";

/** What a person was notified of, and what could not be sent. */
export interface NotificationsService {
  list(caller: Caller): Promise<NotificationList>;
  /** Marks one as read, or all where none is named. */
  markRead(caller: Caller, id?: string): Promise<void>;
  /** What could not be sent through a connection, the latest first. */
  dead(caller: Caller): Promise<readonly DeadDelivery[]>;
  /** Sends one again; throws `delivery.not-found`. */
  retry(caller: Caller, deliveryId: string): Promise<void>;
}

const listed = 50;

export const notificationsArea: Area<NotificationsService, NotificationsPorts> = {
  permissions: { list: "look", markRead: "look", dead: "connect", retry: "connect" },
  make: notificationsService,
};

function notificationsService({ inbox, undelivered, jobs }: NotificationsPorts): NotificationsService {
  return {
    async list({ workspaceId, userId }) {
      const [rows, unread] = await Promise.all([
        inbox.inbox(workspaceId, userId, listed),
        inbox.unread(workspaceId, userId),
      ]);
      return { unread, items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) };
    },
    markRead: ({ workspaceId, userId }, id) => inbox.markRead(workspaceId, userId, id),
    async dead({ workspaceId }) {
      const rows = await undelivered.dead(workspaceId, listed);
      return rows.map(({ id, connection, title, at, attempts, lastError }) => ({
        ...{ id, connection, title, attempts },
        at: at.toISOString(),
        lastError: lastError ?? "",
      }));
    },
    async retry({ workspaceId }, deliveryId) {
      if (!(await undelivered.revive(workspaceId, deliveryId)))
        throw new AisleError("delivery.not-found", "There is no such message that was given up.");
      const options = notifyJob(deliveryId);
      await jobs.retry(options.jobId).catch(async (error: unknown) => {
        // Jobs are forgotten after a while.
        if (!(error instanceof AisleError) || error.code !== "job.not-found") throw error;
        await jobs.add("notify", { workspaceId, deliveryId }, options);
      });
    },
  };
}
