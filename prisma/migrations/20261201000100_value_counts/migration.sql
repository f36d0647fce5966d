-- Requests of an endpoint by the days of its workspace, added to in the transactions that store decisions: a month is read from 31 rows.
CREATE TABLE "endpoint_day" (
    "workspace_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "endpoint" TEXT NOT NULL,
    "answered" BIGINT NOT NULL DEFAULT 0,
    "fell_back" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "suspended" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "endpoint_day_pkey" PRIMARY KEY ("workspace_id","day","endpoint")
);

INSERT INTO "endpoint_day"
SELECT m."workspace_id", (m."minute" AT TIME ZONE coalesce(t.name, 'UTC'))::date, m."endpoint",
    sum(m."answered"), sum(m."fell_back"), sum(m."failed"), sum(m."refused"), sum(m."suspended")
FROM "endpoint_minute" m
LEFT JOIN "workspace" w ON w."id" = m."workspace_id"
LEFT JOIN (SELECT name FROM pg_timezone_names) t ON t.name = w."time_zone"
GROUP BY 1, 2, 3;

-- Orders whose events name a decision, until it is known which endpoint decided: a row for each currency of an event.
CREATE TABLE "order_attribution" (
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "demo" BOOLEAN NOT NULL,
    -- 0 where another row or message tells of the same order.
    "orders" INTEGER NOT NULL,
    "quantity" BIGINT NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- When it is looked for again: a decision is stored about a second after it was made, later where the database was away.
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_attribution_pkey" PRIMARY KEY ("workspace_id","message_id","currency")
);
CREATE INDEX "order_attribution_next_at_idx" ON "order_attribution"("next_at");

-- What followed the answers of an endpoint by the days of its workspace, and by currency: two are never added.
CREATE TABLE "attributed_day" (
    "workspace_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "endpoint" TEXT NOT NULL,
    "demo" BOOLEAN NOT NULL,
    "currency" TEXT NOT NULL,
    "orders" BIGINT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "value_minor" BIGINT NOT NULL,

    CONSTRAINT "attributed_day_pkey" PRIMARY KEY ("workspace_id","day","endpoint","demo","currency")
);

-- Orders of before that named a decision: each event is a row, its order counted once.
INSERT INTO "order_attribution" ("workspace_id", "message_id", "currency", "decision_id", "at", "demo", "orders", "quantity", "value_minor")
SELECT "workspace_id", "message_id", "currency", "decision_id", "at", "demo",
    (row_number() OVER (PARTITION BY "workspace_id", "of_order" ORDER BY "at", "message_id", "currency") = 1)::int, "quantity", "value_minor"
FROM (
    SELECT e."workspace_id", e."message_id", coalesce(l."currency", '') AS "currency", e."decision_id", e."at", e."demo",
        coalesce('o ' || coalesce(e."payload" #>> '{properties,order_id}', e."payload" #>> '{properties,orderId}'),
            'm ' || e."message_id") AS "of_order",
        coalesce(l."quantity", 0) AS "quantity", coalesce(l."value_minor", 0) AS "value_minor"
    FROM "event" e
    LEFT JOIN LATERAL (
        SELECT i."currency", sum(i."quantity") AS "quantity", coalesce(sum(i."value_minor"), 0) AS "value_minor"
        FROM "interaction" i
        WHERE i."workspace_id" = e."workspace_id" AND i."shopper_id" = e."shopper_id" AND i."at" = e."at"
            AND i."kind" = 2 AND i."decision_id" = e."decision_id"
        GROUP BY i."currency") l ON true
    WHERE lower(e."name") = 'order completed' AND e."decision_id" IS NOT NULL
) AS told
ON CONFLICT DO NOTHING;

-- Who is held out of an endpoint, and which of its versions answers them; off where there is no row.
CREATE TABLE "endpoint_holdout" (
    "workspace_id" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,
    "version_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_holdout_pkey" PRIMARY KEY ("workspace_id","pipeline_id")
);

-- What language models were asked, by the days of the workspace. `endpoint` is empty for what people asked in the studio.
CREATE TABLE "model_use_day" (
    "workspace_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "endpoint" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "questions" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,

    CONSTRAINT "model_use_day_pkey" PRIMARY KEY ("workspace_id","day","endpoint","model")
);
