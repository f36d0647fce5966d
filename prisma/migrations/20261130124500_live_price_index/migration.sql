-- A catalog import ends earlier live prices. Before the table has statistics the planner reads all of it to find them, for
-- every batch; the few rows with a live price have an index of their own.
CREATE INDEX "live_stock_priced_idx" ON "live_stock" ("workspace_id", "product_id") WHERE "price" IS NOT NULL;
