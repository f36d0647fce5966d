-- The weights of a bandit from a time on, and what they were computed from.
CREATE TABLE "experiment_weights" (
    "workspace_id" TEXT NOT NULL,
    "experiment_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "record" JSONB NOT NULL,

    CONSTRAINT "experiment_weights_pkey" PRIMARY KEY ("workspace_id","experiment_id","at")
);
