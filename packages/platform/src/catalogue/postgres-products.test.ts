import { afterAll, beforeAll, describe } from "vitest";
import { catalogueUnderTest } from "./catalogue-under-test.ts";
import { PostgresProducts } from "./postgres-products.ts";
import { productsConformance } from "./products-conformance.ts";

describe("PostgresProducts", () => {
  let db: Awaited<ReturnType<typeof catalogueUnderTest>>;
  beforeAll(async () => {
    db = await catalogueUnderTest();
  });
  afterAll(() => db.close());

  productsConformance(async () => {
    const workspace = db.newWorkspace();
    return {
      products: new PostgresProducts(db.pool, workspace),
      upsert: (products) => db.store.upsert(workspace, products),
      delete: (ids) => db.store.delete(workspace, ids),
      setLive: (changes) => db.store.setLive(workspace, changes),
      settled: async () => {},
    };
  });
});
