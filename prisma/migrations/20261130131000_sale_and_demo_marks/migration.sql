-- What a sale changes of a product, for a time: an import can set it and clear it like any other field.
ALTER TABLE "product" ADD COLUMN "sale_price" BIGINT,
    ADD COLUMN "compare_at_price" BIGINT,
    ADD COLUMN "sale_from" TIMESTAMPTZ(3),
    ADD COLUMN "sale_until" TIMESTAMPTZ(3);

-- What the demo shop made carries a mark: an id says nothing, since a shop's own may look the same.
ALTER TABLE "product" ADD COLUMN "demo" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "event_seen" ADD COLUMN "demo" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "event" ADD COLUMN "demo" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "interaction" ADD COLUMN "demo" BOOLEAN NOT NULL DEFAULT false;

-- Money of one currency is never added to that of another; null where the event names none.
ALTER TABLE "interaction" ADD COLUMN "currency" TEXT;

-- `there` while the demo shop is among the products, `aside` while it is taken out and can be brought back.
ALTER TABLE "workspace" ADD COLUMN "demo_shop" TEXT;

-- Homes with a demo shop: what it made for certain, by everything that it writes and nobody else would.
UPDATE "workspace" SET "demo_shop" = 'there'
WHERE EXISTS (SELECT FROM "artefact" a WHERE a."workspace_id" = "workspace"."id" AND a."name" = 'demo-shop');

UPDATE "product" SET "demo" = true
WHERE "product"."id" ~ '^NF-1[0-9]{4}$'
    AND "product"."currency" = 'EUR' AND "product"."description" ~ ' Weighs [0-9]+ g\.$'
    AND "product"."attributes" ?& ARRAY['colour', 'material', 'version', 'use', 'weightGrams', 'rating'];

UPDATE "event_seen" SET "demo" = true
FROM "workspace" w
WHERE w."demo_shop" = 'there' AND "event_seen"."workspace_id" = w."id"
    AND "event_seen"."message_id" ~ '^demo-s_[0-9]{5}-[0-9]+-[0-9]+$';

UPDATE "event" SET "demo" = true
FROM "workspace" w
WHERE w."demo_shop" = 'there' AND "event"."workspace_id" = w."id"
    AND "event"."message_id" ~ '^demo-s_[0-9]{5}-[0-9]+-[0-9]+$' AND "event"."session_id" ~ '^s_[0-9]{5}-[0-9]+$';

UPDATE "interaction" SET "demo" = true, "currency" = 'EUR'
FROM "workspace" w
WHERE w."demo_shop" = 'there' AND "interaction"."workspace_id" = w."id"
    AND "interaction"."session_id" ~ '^s_[0-9]{5}-[0-9]+$' AND "interaction"."shopper_id" ~ '^s_[0-9]{5}$'
    AND "interaction"."product_id" IN
        (SELECT p."id" FROM "product" p WHERE p."workspace_id" = w."id" AND p."demo");

DELETE FROM "artefact" WHERE "name" = 'demo-shop';
