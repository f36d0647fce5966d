-- An index entry holds about 2,700 bytes: a product with a longer title, brand or category could not be stored. Indexes hold
-- the beginning of these texts.
DROP INDEX "product_workspace_id_title_id_idx";
DROP INDEX "product_workspace_id_brand_title_id_idx";
DROP INDEX "product_workspace_id_category_title_id_idx";

ALTER TABLE "product" ADD COLUMN "title_order" TEXT GENERATED ALWAYS AS (left("title", 200)) STORED;
UPDATE "product" SET "title" = long."title", "brand" = long."brand", "category" = long."category"
FROM "product_long_text" AS long
WHERE "product"."workspace_id" = long."workspace_id" AND "product"."id" = long."id";
DROP TABLE "product_long_text";

CREATE INDEX "product_workspace_id_title_order_id_idx" ON "product" ("workspace_id", "title_order", "id")
  WHERE "deleted_at" IS NULL;
CREATE INDEX "product_workspace_id_brand_title_order_idx" ON "product" ("workspace_id", left("brand", 200), "title_order")
  WHERE "deleted_at" IS NULL;
CREATE INDEX "product_workspace_id_category_title_order_idx" ON "product" ("workspace_id", left("category", 200), "title_order")
  WHERE "deleted_at" IS NULL;
