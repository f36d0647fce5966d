import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import type { Json } from "@aisle/runtime/json";
import { afterAll, beforeAll } from "vitest";
import { type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { TestShop } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";

export const caller: Caller = { workspaceId: testWorkspace, userId: "ines", role: "owner" };

/** A studio over a database of the test file's own, from before its first test until after its last. */
export interface TestPipelines {
  readonly home: TestHome;
  readonly shop: TestShop;
  readonly services: StudioServices;
  /** Makes a pipeline and returns its id. */
  create(graph: unknown): Promise<string>;
}

export function testPipelines(): TestPipelines {
  let close = async (): Promise<void> => undefined;
  const made = {} as { home: TestHome; shop: TestShop; services: StudioServices };
  beforeAll(async () => {
    const home = await testHome();
    const shop = new TestShop(home.pool);
    const studio = await openTestStudio(home);
    Object.assign(made, { home, shop, services: studio.services });
    close = async () => {
      await studio.close();
      await shop.close();
      await home.remove();
    };
  });
  afterAll(() => close());
  return Object.assign(made, {
    create: async (graph: unknown) =>
      (await made.services.pipelines.create(caller, { name: "A", graph: graph as Json })).pipelineId,
  });
}
