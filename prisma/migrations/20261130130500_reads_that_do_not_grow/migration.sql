-- The latest requests of all endpoints, and those that took long: the last column is tested in the index.
CREATE INDEX "decision_workspace_id_at_id_idx" ON "decision" ("workspace_id", "at" DESC, "id" DESC, "total_us");

-- What is rare and asked for by name: an index without the answered ones costs next to nothing.
CREATE INDEX "decision_not_answered_idx" ON "decision" ("workspace_id", "outcome", "at" DESC, "id" DESC)
  WHERE "outcome" <> 'answered';
CREATE INDEX "decision_sample_idx" ON "decision" ("workspace_id", "at" DESC, "id" DESC) WHERE "sample";

-- The catalogue is leafed through by title, and searched in one text that is lowered once, when the product is written.
ALTER TABLE "product" ADD COLUMN "search_text" TEXT
  GENERATED ALWAYS AS (lower("title" || E'\n' || coalesce("brand", '') || E'\n' || "id")) STORED;
CREATE INDEX "product_workspace_id_title_id_idx" ON "product" ("workspace_id", "title", "id") WHERE "deleted_at" IS NULL;
