-- How many events there are, kept as they are stored: pages never count the events themselves. Rows of one day are spread
-- over a few shards, so that writers do not wait for each other.
CREATE TABLE "event_count" (
    "workspace_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "demo" BOOLEAN NOT NULL,
    "shard" SMALLINT NOT NULL,
    "events" BIGINT NOT NULL,
    "orders" BIGINT NOT NULL,

    CONSTRAINT "event_count_pkey" PRIMARY KEY ("workspace_id", "day", "demo", "shard")
);

INSERT INTO "event_count"
SELECT "workspace_id", ("at" AT TIME ZONE 'UTC')::date, "demo", 0, count(*), count(*) FILTER (WHERE "name" = 'Order Completed')
FROM "event" GROUP BY 1, 2, 3;

-- The write key is public: refused events have a limit, and what the limits dropped is counted.
ALTER TABLE "event_dead_letter" ADD COLUMN "bytes" INTEGER NOT NULL DEFAULT 0;
UPDATE "event_dead_letter" SET "bytes" = octet_length("event"::text);

CREATE TABLE "event_dead_letter_count" (
    "workspace_id" TEXT NOT NULL,
    "letters" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "dropped_over_limit" BIGINT NOT NULL DEFAULT 0,
    "dropped_by_age" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_dead_letter_count_pkey" PRIMARY KEY ("workspace_id")
);

INSERT INTO "event_dead_letter_count" ("workspace_id", "letters", "bytes")
SELECT "workspace_id", count(*), sum("bytes") FROM "event_dead_letter" GROUP BY 1;
