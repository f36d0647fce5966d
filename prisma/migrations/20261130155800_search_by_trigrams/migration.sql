-- A part of a title, brand or id is found by its trigrams, without a look at every product. The extension comes with
-- PostgreSQL and is trusted: whoever may create in the database may create it. Where that is not so, or the server has no
-- such extension, the search reads all texts as before.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "product_search_text_idx" ON "product" USING gin ("search_text" gin_trgm_ops) WHERE "deleted_at" IS NULL;
EXCEPTION
  WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object THEN
    RAISE NOTICE 'Catalogue search works without its index: %', SQLERRM;
END
$$;
