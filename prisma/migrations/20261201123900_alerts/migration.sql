-- What monitors raised: one for each cause and day.
CREATE TABLE "alert" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    -- Day of the workspace's zone on which it was raised.
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "window" JSONB NOT NULL,
    "findings" JSONB NOT NULL,
    "explanation" JSONB,
    "state" TEXT NOT NULL DEFAULT 'open',
    "muted" BOOLEAN NOT NULL DEFAULT false,
    -- Readings in a row without it, and the end of the last window that was counted.
    "absent" INTEGER NOT NULL DEFAULT 0,
    "checked_to" TIMESTAMPTZ(3) NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "recovered_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "assignee" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE UNIQUE INDEX "alert_key_day_idx" ON "alert"("workspace_id", "key", "day");
CREATE INDEX "alert_raised_idx" ON "alert"("workspace_id", "raised_at" DESC, "id" DESC);

-- What happened to alerts, in order: what is delivered, and what job pipelines can start on.
CREATE TABLE "alert_event" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "alert_id" TEXT NOT NULL,
    -- raised, recovered, acknowledged, assigned, noted
    "type" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "by" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- Number of the message that it goes out with; null while it waits.
    "batch" BIGINT,
    "notified_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_event_pkey" PRIMARY KEY ("workspace_id","seq")
);
CREATE INDEX "alert_event_alert_idx" ON "alert_event"("workspace_id", "alert_id", "seq");

-- What is not sent to anybody for a while: a subject, or one cause of it.
CREATE TABLE "alert_mute" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    -- Null for everything of the subject.
    "key" TEXT,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "alert_mute_pkey" PRIMARY KEY ("workspace_id","id")
);

-- When messages wait, in minutes of the workspace's day; null without quiet hours.
CREATE TABLE "alert_setting" (
    "workspace_id" TEXT NOT NULL,
    "quiet_from" INTEGER,
    "quiet_to" INTEGER,
    -- Whether high ones wait too.
    "quiet_all" BOOLEAN NOT NULL DEFAULT false,
    "digest" BOOLEAN NOT NULL DEFAULT true,
    -- Two letters (ISO 3166-1) of the country whose holidays may be a cause.
    "country" TEXT,

    CONSTRAINT "alert_setting_pkey" PRIMARY KEY ("workspace_id")
);
