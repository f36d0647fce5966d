-- Earlier addresses of a pipeline that still answer: keys and decisions go by the endpoint's slug.
CREATE TABLE "endpoint_alias" (
    "workspace_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_alias_pkey" PRIMARY KEY ("workspace_id", "slug"),
    CONSTRAINT "endpoint_alias_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipeline" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "endpoint_alias_pipeline_id_idx" ON "endpoint_alias" ("pipeline_id");

-- A publish under another name that failed had left the pipeline's slug apart from the one that it answers at.
UPDATE "pipeline" SET "slug" = "endpoint"."slug" FROM "endpoint"
WHERE "endpoint"."pipeline_id" = "pipeline"."id" AND "pipeline"."slug" IS DISTINCT FROM "endpoint"."slug";

-- The highest version that was published: an older one that ends later does not take its place, even after going back.
ALTER TABLE "endpoint" ADD COLUMN "newest_number" INTEGER NOT NULL DEFAULT 0;
UPDATE "endpoint" SET "newest_number" = "version"."number" FROM "version"
WHERE "version"."id" = "endpoint"."active_version_id";

-- Why a version is not checked yet, while its job is tried again.
ALTER TABLE "version" ADD COLUMN "waiting_for" TEXT;
CREATE INDEX "version_unfinished_idx" ON "version" ("created_at") WHERE "status" IN ('queued', 'checking');

-- Pinned samples are large and change seldom: a draft's row is written at every edit.
CREATE TABLE "draft_pin" (
    "workspace_id" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "port" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "at" TEXT NOT NULL,
    "revision" INTEGER,

    CONSTRAINT "draft_pin_pkey" PRIMARY KEY ("pipeline_id", "port"),
    CONSTRAINT "draft_pin_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipeline" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "draft_pin" ("workspace_id", "pipeline_id", "port", "value", "at", "revision")
SELECT "workspace_id", "id", pin ->> 'port', pin -> 'value', pin ->> 'at', (pin ->> 'revision')::int
FROM "pipeline", jsonb_array_elements("draft_graph" -> 'pins') AS pin
WHERE jsonb_typeof("draft_graph" -> 'pins') = 'array'
ON CONFLICT DO NOTHING;
UPDATE "pipeline" SET "draft_graph" = "draft_graph" - 'pins' WHERE "draft_graph" ? 'pins';

-- What lists say of a draft, so that they need not read its graph.
ALTER TABLE "pipeline" ADD COLUMN "draft_summary" JSONB;
