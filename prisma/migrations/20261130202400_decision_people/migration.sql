-- Who is named in a decision: hashes of the unit and of the texts of the request, 0 where these are too many to be listed. Null for
-- decisions of before, which are looked through one by one.
ALTER TABLE "decision" ADD COLUMN "people" BIGINT[];

CREATE INDEX "decision_people_idx" ON "decision" USING GIN ("people") WHERE "people" IS NOT NULL;
CREATE INDEX "decision_without_people_idx" ON "decision" ("workspace_id") WHERE "people" IS NULL;

CREATE INDEX "exposure_workspace_id_unit_idx" ON "exposure"("workspace_id", "unit");
