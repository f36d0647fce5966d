-- Files that were imported, for the time axes of experiments and for what changed when: the queue forgets its jobs.
CREATE TABLE "catalog_load" (
    "workspace_id" TEXT NOT NULL,
    -- Of the upload: a job that is run again imports the same file once.
    "id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    -- catalog or stock
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "rows" BIGINT NOT NULL,
    "rejected" BIGINT NOT NULL,

    CONSTRAINT "catalog_load_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE INDEX "catalog_load_at_idx" ON "catalog_load"("workspace_id", "at");
