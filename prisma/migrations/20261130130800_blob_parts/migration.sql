-- A large artifact stands in parts: one value of PostgreSQL and one message of its protocol hold 1 GB at most.
ALTER TABLE "blob" ADD COLUMN "parts" INTEGER NOT NULL DEFAULT 0;
CREATE TABLE "blob_part" (
    "hash" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "sum" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blob_part_pkey" PRIMARY KEY ("hash","part")
);
