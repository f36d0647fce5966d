-- The revision of the draft that a version was frozen at: who changed what since is read from the edits after it.
ALTER TABLE "version" ADD COLUMN "draft_revision" INTEGER NOT NULL DEFAULT 0;

UPDATE "version" SET "draft_revision" = COALESCE(
  (SELECT max("revision") FROM "draft_edit"
   WHERE "draft_edit"."pipeline_id" = "version"."pipeline_id" AND "draft_edit"."at" <= "version"."created_at"),
  0);
