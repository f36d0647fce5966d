-- The transaction that wrote an interaction: counting goes on from the last one that was counted. Rows that are there
-- already carry this migration's, without being rewritten: the default is the same for all of one transaction.
ALTER TABLE "interaction" ADD COLUMN "written_by" BIGINT NOT NULL DEFAULT ((pg_current_xact_id()::text)::bigint);
CREATE INDEX "interaction_written_by_idx" ON "interaction" USING BRIN ("written_by") WITH (pages_per_range = 32, autosummarize = on);

-- How often interactions of a workspace were removed: after a removal everything is counted again.
CREATE TABLE "interaction_removal" (
    "workspace_id" TEXT NOT NULL,
    "removals" BIGINT NOT NULL,

    CONSTRAINT "interaction_removal_pkey" PRIMARY KEY ("workspace_id")
);

CREATE FUNCTION "note_removed_interactions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO "interaction_removal" SELECT "id", 1 FROM "workspace"
      ON CONFLICT ("workspace_id") DO UPDATE SET "removals" = "interaction_removal"."removals" + 1;
  ELSE
    INSERT INTO "interaction_removal" SELECT DISTINCT "workspace_id", 1 FROM "gone"
      ON CONFLICT ("workspace_id") DO UPDATE SET "removals" = "interaction_removal"."removals" + 1;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "interaction_deleted" AFTER DELETE ON "interaction" REFERENCING OLD TABLE AS "gone"
  FOR EACH STATEMENT EXECUTE FUNCTION "note_removed_interactions"();
CREATE TRIGGER "interaction_truncated" AFTER TRUNCATE ON "interaction"
  FOR EACH STATEMENT EXECUTE FUNCTION "note_removed_interactions"();
