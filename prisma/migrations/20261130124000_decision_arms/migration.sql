-- Which version and arm answered, and the arms of the unit in experiments. New columns without a default rewrite no row.
ALTER TABLE "decision"
  ADD COLUMN "version_number" INTEGER,
  ADD COLUMN "arm" TEXT,
  ADD COLUMN "arms" JSONB;

-- Requests by minute, written in the transactions that store decisions. Times are counted in logarithmic buckets: bucket i
-- holds (g^(i-1), g^i] microseconds, g = 1.02 / 0.98; counts stand beside their buckets.
CREATE TABLE "endpoint_minute" (
    "workspace_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "fell_back" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "suspended" INTEGER NOT NULL DEFAULT 0,
    "total_us" BIGINT NOT NULL DEFAULT 0,
    "latency_buckets" SMALLINT[],
    "latency_counts" INTEGER[],

    CONSTRAINT "endpoint_minute_pkey" PRIMARY KEY ("workspace_id","endpoint","minute","version_id","arm")
);

CREATE INDEX "endpoint_minute_workspace_id_minute_idx" ON "endpoint_minute"("workspace_id", "minute");

-- The first time that a unit met an arm of an experiment. A unit that met two arms has two rows.
CREATE TABLE "exposure" (
    "workspace_id" TEXT NOT NULL,
    "experiment" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "decision_id" TEXT NOT NULL,

    CONSTRAINT "exposure_pkey" PRIMARY KEY ("workspace_id","experiment","unit","arm")
);

CREATE INDEX "exposure_workspace_id_experiment_first_at_idx" ON "exposure"("workspace_id", "experiment", "first_at");

-- What was stored before is counted once, here: one pass over the decisions.
INSERT INTO "endpoint_minute" ("workspace_id", "endpoint", "version_id", "arm", "minute",
  "answered", "fell_back", "failed", "refused", "total_us", "latency_buckets", "latency_counts")
SELECT "workspace_id", "endpoint", "version_id", '', "minute",
  sum("answered"), sum("fell_back"), sum("failed"), sum("refused"), sum("total_us"),
  array_agg("bucket" ORDER BY "bucket"), array_agg("count" ORDER BY "bucket")
FROM (
  SELECT "workspace_id", "endpoint", coalesce("version_id", '') AS "version_id",
    date_trunc('minute', "at", 'UTC') AS "minute",
    ceil(ln(greatest("total_us", 1)::float8) / ln(1.02::float8 / 0.98))::smallint AS "bucket",
    count(*)::integer AS "count",
    count(*) FILTER (WHERE "outcome" = 'answered') AS "answered",
    count(*) FILTER (WHERE "outcome" = 'fell-back') AS "fell_back",
    count(*) FILTER (WHERE "outcome" = 'failed') AS "failed",
    count(*) FILTER (WHERE "outcome" = 'refused') AS "refused",
    sum("total_us") AS "total_us"
  FROM "decision" WHERE NOT "sample"
  GROUP BY 1, 2, 3, 4, 5
) AS "counted"
GROUP BY 1, 2, 3, 5;
