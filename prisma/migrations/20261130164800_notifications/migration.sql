-- What happened that people should know, who has read it, and what goes out through connections.
CREATE TABLE "notification" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "path" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("workspace_id", "id")
);

CREATE UNIQUE INDEX "notification_workspace_id_key_key" ON "notification"("workspace_id", "key");
CREATE INDEX "notification_at_idx" ON "notification"("at");

CREATE TABLE "notification_receipt" (
    "workspace_id" TEXT NOT NULL,
    "notification_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_receipt_pkey" PRIMARY KEY ("workspace_id", "notification_id", "user_id"),
    CONSTRAINT "notification_receipt_notification_fkey" FOREIGN KEY ("workspace_id", "notification_id")
        REFERENCES "notification"("workspace_id", "id") ON DELETE CASCADE
);

CREATE INDEX "notification_receipt_unread_idx" ON "notification_receipt"("workspace_id", "user_id") WHERE "read_at" IS NULL;

CREATE TABLE "notification_delivery" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "notification_id" TEXT NOT NULL,
    "connection" TEXT NOT NULL,
    "user_id" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("workspace_id", "id"),
    CONSTRAINT "notification_delivery_notification_fkey" FOREIGN KEY ("workspace_id", "notification_id")
        REFERENCES "notification"("workspace_id", "id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "notification_delivery_once_idx"
    ON "notification_delivery"("workspace_id", "notification_id", "connection", "user_id");
CREATE INDEX "notification_delivery_open_idx" ON "notification_delivery"("updated_at") WHERE "state" = 'waiting';
CREATE INDEX "notification_delivery_dead_idx" ON "notification_delivery"("workspace_id", "updated_at" DESC) WHERE "state" = 'dead';
