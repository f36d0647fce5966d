-- The latest requests of one endpoint with one outcome, without a look at those of other endpoints. Answered ones are left
-- out, so the index stays small.
CREATE INDEX "decision_endpoint_not_answered_idx" ON "decision" ("workspace_id", "endpoint", "outcome", "at" DESC, "id" DESC)
  WHERE "outcome" <> 'answered';

-- Which minutes had a slow request is read from an index alone: by time where many had one, by the slowest where few had.
-- A latency sketch that was written once is in the order in which its requests came, so its last bucket need not be the highest.
CREATE FUNCTION "highest_bucket"(SMALLINT[]) RETURNS SMALLINT
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT max(bucket) FROM unnest($1) AS bucket $$;
ALTER TABLE "endpoint_minute" ADD COLUMN "slowest_bucket" SMALLINT
  GENERATED ALWAYS AS ("highest_bucket"("latency_buckets")) STORED;
CREATE INDEX "endpoint_minute_workspace_id_minute_endpoint_slowest_bucket_idx"
  ON "endpoint_minute" ("workspace_id", "minute" DESC, "endpoint", "slowest_bucket");
CREATE INDEX "endpoint_minute_workspace_id_slowest_bucket_minute_idx"
  ON "endpoint_minute" ("workspace_id", "slowest_bucket", "minute");
-- The first of them answers what this one did.
DROP INDEX "endpoint_minute_workspace_id_minute_idx";
