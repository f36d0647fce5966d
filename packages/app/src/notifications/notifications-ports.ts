import type { Jobs } from "@aisle/contracts/job";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";

/** What people were notified of, as it is stored. */
export interface Inbox {
  inbox(
    workspaceId: string,
    userId: string,
    limit: number,
  ): Promise<
    readonly {
      readonly id: string;
      readonly kind: string;
      readonly title: string;
      readonly text: string;
      readonly path: string | null;
      readonly at: Date;
      readonly read: boolean;
    }[]
  >;
  unread(workspaceId: string, userId: string): Promise<number>;
  markRead(workspaceId: string, userId: string, id?: string): Promise<void>;
}

/** Notifications that could not be sent. */
export interface Undelivered {
  dead(
    workspaceId: string,
    limit: number,
  ): Promise<
    readonly {
      readonly id: string;
      readonly connection: string;
      readonly title: string;
      readonly at: Date;
      readonly attempts: number;
      readonly lastError: string | null;
    }[]
  >;
  /** Puts a dead one back on its way; false when it is not dead. */
  revive(workspaceId: string, id: string): Promise<boolean>;
}

export interface NotificationsPorts {
  readonly inbox: Inbox;
  readonly undelivered: Undelivered;
  readonly jobs: Pick<Jobs<AisleJobs>, "add" | "retry">;
}
