-- Decisions of units in experiments that are stored and not yet taken into "experiment_decision": one row a copy and workspace. A copy
-- lists ids alone; what experiments count of a decision costs more to work out than all else that is stored of it, and nobody waits for it.
CREATE TABLE "experiment_pending" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "decision_ids" TEXT[] NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "experiment_pending_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "experiment_pending_workspace_id_id_idx" ON "experiment_pending"("workspace_id", "id");
