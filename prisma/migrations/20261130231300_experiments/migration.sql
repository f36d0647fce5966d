CREATE TABLE "experiment" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "pipeline_id" TEXT,
    "version_id" TEXT,
    "spec" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "decision" JSONB,
    "archived_at" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "experiment_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE UNIQUE INDEX "experiment_workspace_id_key_key" ON "experiment"("workspace_id", "key");
CREATE INDEX "experiment_workspace_id_state_idx" ON "experiment"("workspace_id", "state");

-- The latest reading of an experiment.
CREATE TABLE "experiment_reading" (
    "workspace_id" TEXT NOT NULL,
    "experiment_id" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    -- What lists show, and all of it.
    "summary" JSONB NOT NULL,
    "reading" JSONB NOT NULL,

    CONSTRAINT "experiment_reading_pkey" PRIMARY KEY ("workspace_id","experiment_id")
);

-- How far events and decisions are folded into an experiment's sums, and which blob holds them; replaced in one statement.
CREATE TABLE "experiment_fold" (
    "workspace_id" TEXT NOT NULL,
    "experiment_id" TEXT NOT NULL,
    "position" JSONB NOT NULL,
    "blob_hash" TEXT NOT NULL,
    "folded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "experiment_fold_pkey" PRIMARY KEY ("workspace_id","experiment_id")
);

CREATE TABLE "metric" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "metric_pkey" PRIMARY KEY ("workspace_id","id")
);

-- Decisions of units in experiments, slim: written with the decision, read once by the fold, dropped by retention.
CREATE TABLE "experiment_decision" (
    "workspace_id" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "unit" TEXT NOT NULL,
    -- Experiment key to arm key.
    "arms" JSONB NOT NULL,
    "outcome" TEXT NOT NULL,
    "total_us" INTEGER NOT NULL,
    -- Slots filled, explored, sold out at the answer; steps that did not simply run; segments of the request.
    "facts" JSONB NOT NULL,
    "written_by" BIGINT NOT NULL DEFAULT ((pg_current_xact_id()::text)::bigint),

    CONSTRAINT "experiment_decision_pkey" PRIMARY KEY ("workspace_id","decision_id")
);
CREATE INDEX "experiment_decision_written_by_idx" ON "experiment_decision" USING BRIN ("written_by") WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX "experiment_decision_at_idx" ON "experiment_decision" USING BRIN ("at");
CREATE INDEX "experiment_decision_workspace_id_unit_idx" ON "experiment_decision"("workspace_id", "unit");

-- Events are folded in the order in which they were committed. Rows that are there already carry this migration's transaction, without
-- being rewritten: the default is the same for all of one transaction.
ALTER TABLE "event" ADD COLUMN "written_by" BIGINT NOT NULL DEFAULT ((pg_current_xact_id()::text)::bigint);
CREATE INDEX "event_written_by_idx" ON "event" USING BRIN ("written_by") WITH (pages_per_range = 32, autosummarize = on);

-- Share of units that no experiment assigns.
ALTER TABLE "workspace" ADD COLUMN "holdout_share" DOUBLE PRECISION NOT NULL DEFAULT 0;
