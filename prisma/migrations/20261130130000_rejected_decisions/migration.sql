-- Why a spool file cannot be read; null when it can.
ALTER TABLE "decision_spool" ADD COLUMN "problem" TEXT;

-- Decisions that PostgreSQL refused, as they were to be stored, with what it said.
CREATE TABLE "decision_rejected" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "rejected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "tuple" BYTEA NOT NULL,

    CONSTRAINT "decision_rejected_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "decision_rejected_workspace_id_rejected_at_idx" ON "decision_rejected"("workspace_id", "rejected_at" DESC);
