-- What an order was worth when it was counted for an endpoint, so that its returns can be taken off again.
ALTER TABLE "order_attribution" ADD COLUMN "order_key" TEXT, ADD COLUMN "lines" JSONB;

ALTER TABLE "attributed_day"
    ADD COLUMN "returns" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "returned_minor" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "attributed_order" (
    "workspace_id" TEXT NOT NULL,
    "order_key" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "endpoint" TEXT NOT NULL,
    "demo" BOOLEAN NOT NULL,
    -- What was not returned yet, of the whole and by product: { "p1": [quantity, minor units] }.
    "left_minor" BIGINT NOT NULL,
    "lines" JSONB NOT NULL,
    "is_returned" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "attributed_order_pkey" PRIMARY KEY ("workspace_id","order_key","currency")
);
CREATE INDEX "attributed_order_at_idx" ON "attributed_order"("at");

-- Returns that are not taken off yet.
CREATE TABLE "order_return" (
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "order_key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "demo" BOOLEAN NOT NULL,
    "refund" JSONB NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_return_pkey" PRIMARY KEY ("workspace_id","message_id")
);
CREATE INDEX "order_return_next_at_idx" ON "order_return"("next_at");
