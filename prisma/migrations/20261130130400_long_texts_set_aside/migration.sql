-- The next migrations index titles, brands and categories whole, and an index entry holds about 2,700 bytes. Longer texts wait in
-- a table of their own until these indexes hold beginnings alone ("orders_of_long_texts").
CREATE TABLE "product_long_text" AS
SELECT "workspace_id", "id", "title", "brand", "category" FROM "product"
WHERE octet_length("title") > 600 OR octet_length("brand") > 600 OR octet_length("category") > 600;

UPDATE "product" SET "title" = left("product"."title", 150), "brand" = left("product"."brand", 150),
  "category" = left("product"."category", 150)
FROM "product_long_text" AS long
WHERE "product"."workspace_id" = long."workspace_id" AND "product"."id" = long."id";
