-- Decisions are folded into what monitors know in the order in which they were committed. Rows that are there already carry this
-- migration's transaction, without being rewritten. Null is allowed: a worker of before may still stage decisions in a copy of the table.
ALTER TABLE "decision" ADD COLUMN "written_by" BIGINT DEFAULT ((pg_current_xact_id()::text)::bigint);
CREATE INDEX "decision_written_by_idx" ON "decision" USING BRIN ("written_by") WITH (pages_per_range = 32, autosummarize = on);

-- What monitors know of an endpoint or of the events of a name in one hour: sketches that merge.
CREATE TABLE "monitor_hour" (
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    -- Decisions or events of the hour.
    "rows" BIGINT NOT NULL,
    "sketches" BYTEA NOT NULL,

    CONSTRAINT "monitor_hour_pkey" PRIMARY KEY ("workspace_id","kind","subject","hour")
);
CREATE INDEX "monitor_hour_hour_idx" ON "monitor_hour"("hour");

-- How far rows are folded: replaced together with the hours, by whoever still finds the revision that it read.
CREATE TABLE "monitor_fold" (
    "workspace_id" TEXT NOT NULL,
    "position" JSONB NOT NULL,
    "revision" BIGINT NOT NULL,
    "folded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "monitor_fold_pkey" PRIMARY KEY ("workspace_id")
);

-- What monitors last found out about a subject.
CREATE TABLE "monitor_reading" (
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "reading" JSONB NOT NULL,

    CONSTRAINT "monitor_reading_pkey" PRIMARY KEY ("workspace_id","kind","subject")
);

-- Days that are over are not analyzed again by themselves, and without statistics the planner takes the new index for useless.
SET LOCAL default_statistics_target = 10;
ANALYZE "decision" ("written_by");
