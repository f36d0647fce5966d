import type { Caller } from "@aisle/app/access/caller";
import type { Role } from "@aisle/app/access/role";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "./test-home.ts";
import { startTestJobs, type TestJobs } from "./test-jobs.ts";
import { openTestStudio } from "./test-studio-services.ts";

let jobs: TestJobs;
let studio: Awaited<ReturnType<typeof openTestStudio>>;

beforeAll(async () => {
  jobs = await startTestJobs();
  studio = await openTestStudio(jobs.home);
});
afterAll(async () => {
  await studio?.close();
  await jobs?.stop();
});

const as = (role: Role): Caller => ({ workspaceId: testWorkspace, userId: "someone", role });
const mayRead = ["owner", "admin", "merchandiser", "developer"] as const;
const mayNot = ["analyst", "viewer"] as const;

it("is read by those who may import, and by nobody else: not in a product, a rejected row, or what an expression gives", async () => {
  const file = "sku,name,price,currency,Cost,GTIN\nP-1,Mug,12.00,EUR,31.337,4006381333931\nP-2,Cup,9,EUR,31.337,1\n";
  const job = await jobs.import("catalog", "costs.csv", file);
  const { services } = studio;
  const productOf = async (role: Role) => JSON.stringify(await services.catalog.product(as(role), "P-1"));
  const rowsOf = async (role: Role) => (await services.jobs.get(as(role), job.id)).import?.rejectedRows ?? [];
  const field = { node: "n", path: ["keep"], text: "price - cost" };
  for (const role of mayRead) {
    expect(await productOf(role)).toContain('"cost":3134');
    expect(await rowsOf(role)).toHaveLength(1);
    await expect(services.runs.tryField(as(role), "none", field)).rejects.toMatchObject({ code: "pipeline.not-found" });
  }
  for (const role of mayNot) {
    expect(await productOf(role)).toMatch(/^(?!.*cost).*4006381333931/);
    expect(await rowsOf(role)).toEqual([]);
    for (const text of ["price - cost", "cost"])
      await expect(services.runs.tryField(as(role), "none", { ...field, text })).rejects.toMatchObject({
        code: "role.not-permitted",
      });
    expect(() => services.imports.rejectedRows(as(role), job.id)).toThrow(/may not do this/);
    for (const page of [
      await services.catalog.search(as(role), { offset: 0, limit: 10 }),
      await services.catalog.productsById(as(role), ["P-1"]),
      await services.catalog.summary(as(role)),
    ])
      expect(JSON.stringify(page)).not.toMatch(/3134|cost/);
  }
}, 60_000);
