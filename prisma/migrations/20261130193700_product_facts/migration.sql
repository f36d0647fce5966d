-- What the shop pays for a product, its trade item number, and whether it is sold: a product that was there is for sale.
ALTER TABLE "product" ADD COLUMN "cost" BIGINT,
    ADD COLUMN "gtin" TEXT,
    ADD COLUMN "for_sale" BOOLEAN NOT NULL DEFAULT true;
