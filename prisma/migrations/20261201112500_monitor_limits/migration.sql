-- Limits of monitors that people chose; every other one is learned.
CREATE TABLE "monitor_limit" (
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "monitor" TEXT NOT NULL,
    "size" DOUBLE PRECISION NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "set_by" TEXT,

    CONSTRAINT "monitor_limit_pkey" PRIMARY KEY ("workspace_id","kind","subject","monitor")
);

-- What windows of a subject are compared with, where that is not the usual one.
CREATE TABLE "monitor_reference" (
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reference" JSONB NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "set_by" TEXT,

    CONSTRAINT "monitor_reference_pkey" PRIMARY KEY ("workspace_id","kind","subject")
);
