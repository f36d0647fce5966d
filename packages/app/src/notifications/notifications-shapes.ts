/** A notification of one person; times are ISO 8601. */
export interface NotificationRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  /** Path of the page that shows it. */
  readonly path: string | null;
  readonly at: string;
  readonly read: boolean;
}

export interface NotificationList {
  readonly unread: number;
  readonly items: readonly NotificationRow[];
}

/** A notification that could not be sent through a connection. */
export interface DeadDelivery {
  readonly id: string;
  readonly connection: string;
  readonly title: string;
  readonly at: string;
  readonly attempts: number;
  readonly lastError: string;
}
