-- An order counts once, however many events tell of it: by its own id, else as baskets are made, by session, else by shopper
-- and day. The key is a hash: it says nothing about a person.
CREATE TABLE "order_seen" (
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "demo" BOOLEAN NOT NULL,

    CONSTRAINT "order_seen_pkey" PRIMARY KEY ("workspace_id", "key")
);

-- Units and money of purchases, by day and currency (empty where an event names none), beside the counts of events.
CREATE TABLE "sales_count" (
    "workspace_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "demo" BOOLEAN NOT NULL,
    "shard" SMALLINT NOT NULL,
    "currency" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "value_minor" BIGINT NOT NULL,

    CONSTRAINT "sales_count_pkey" PRIMARY KEY ("workspace_id", "day", "demo", "shard", "currency")
);

INSERT INTO "order_seen"
SELECT "workspace_id", encode(sha256(convert_to(what, 'UTF8')), 'hex'), min("at"), bool_and("demo")
FROM (
    SELECT e."workspace_id", e."at", e."demo",
        coalesce(
            'o ' || coalesce(e."payload" #>> '{properties,order_id}', e."payload" #>> '{properties,orderId}'),
            's ' || e."session_id",
            'p ' || e."shopper_id" || ' ' || (e."at" AT TIME ZONE coalesce(t.name, 'UTC'))::date,
            'm ' || e."message_id") AS what
    FROM "event" e
    LEFT JOIN "workspace" w ON w."id" = e."workspace_id"
    LEFT JOIN (SELECT name FROM pg_timezone_names) t ON t.name = w."time_zone"
    WHERE lower(e."name") = 'order completed'
) AS orders
GROUP BY 1, 2;

UPDATE "event_count" SET "orders" = 0 WHERE "orders" <> 0;
INSERT INTO "event_count" AS c ("workspace_id", "day", "demo", "shard", "events", "orders")
SELECT "workspace_id", ("at" AT TIME ZONE 'UTC')::date, "demo", 0, 0, count(*) FROM "order_seen" GROUP BY 1, 2, 3
ON CONFLICT ("workspace_id", "day", "demo", "shard") DO UPDATE SET "orders" = excluded."orders";

INSERT INTO "sales_count"
SELECT "workspace_id", ("at" AT TIME ZONE 'UTC')::date, "demo", 0, coalesce("currency", ''),
    sum("quantity"), coalesce(sum("value_minor"), 0)
FROM "interaction" WHERE "kind" = 2 GROUP BY 1, 2, 3, 5;
