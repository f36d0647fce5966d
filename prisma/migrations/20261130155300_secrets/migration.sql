-- Secrets of workspaces, encrypted; the keys lie outside the database.
CREATE TABLE "secret" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("workspace_id", "name")
);

CREATE INDEX "secret_key_id_idx" ON "secret"("key_id");

-- Which key encrypts: one row, locked by whoever writes a secret, so that a rotation never overtakes a write.
CREATE TABLE "secret_key" (
    "single" BOOLEAN NOT NULL DEFAULT true,
    "key_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "secret_key_pkey" PRIMARY KEY ("single"),
    CONSTRAINT "secret_key_single" CHECK ("single")
);
