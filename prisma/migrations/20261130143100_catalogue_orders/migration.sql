-- Every order and the two narrow conditions of a look at the catalogue, so that a page reads the products that it shows.
CREATE INDEX "product_workspace_id_brand_title_id_idx" ON "product" ("workspace_id", "brand", "title", "id")
  WHERE "deleted_at" IS NULL;
CREATE INDEX "product_workspace_id_category_title_id_idx" ON "product" ("workspace_id", "category", "title", "id")
  WHERE "deleted_at" IS NULL;
CREATE INDEX "product_workspace_id_price_idx" ON "product" ("workspace_id", "price") WHERE "deleted_at" IS NULL;
CREATE INDEX "product_workspace_id_released_at_idx" ON "product" ("workspace_id", "released_at" DESC NULLS LAST)
  WHERE "deleted_at" IS NULL;
CREATE INDEX "live_stock_workspace_id_price_idx" ON "live_stock" ("workspace_id", "price") WHERE "price" IS NOT NULL;
CREATE INDEX "live_stock_workspace_id_stock_idx" ON "live_stock" ("workspace_id", "stock") WHERE "stock" IS NOT NULL;
