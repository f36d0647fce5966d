import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Graph } from "@aisle/runtime/graph/graph";
import { describe, expect, it } from "vitest";
import type { Caller } from "../access/caller.ts";
import type { PipelinesPorts } from "../pipelines/pipelines-ports.ts";
import { pipelinesArea } from "../pipelines/pipelines-service.ts";
import { parseTemplate } from "./template-file.ts";

const folder = fileURLToPath(new URL("../../../../templates/", import.meta.url));
const templates = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => parseTemplate(name, JSON.parse(readFileSync(folder + name, "utf8"))));

/** A pipeline service over a shop of these ids, and the graphs that it stored. */
function shopOf(shopperId: string | undefined, productIds: readonly string[], categories: readonly string[]) {
  const stored: Graph[] = [];
  const ports = {
    templates,
    newId: (prefix: string) => `${prefix}_1`,
    records: { create: async (_workspace: string, { graph }: { graph: Graph }) => void stored.push(graph) },
    shop: {
      sampleIds: async () => ({ ...(shopperId === undefined ? {} : { shopperId }), productIds }),
      names: async () => ({ brands: [], categories }),
      isSample: async () => false,
    },
    summaries: { schedule: () => undefined },
  } as unknown as PipelinesPorts;
  return { service: pipelinesArea.make(ports), stored };
}
const caller: Caller = { workspaceId: "shop", userId: "ines", role: "owner" };

describe("a pipeline made of a template", () => {
  for (const { id, title } of templates) {
    it(`tries ${title} with what this shop has`, async () => {
      const { service, stored } = shopOf("shopper-9", ["sku-1", "sku-2"], ["Home > Lamps"]);
      await service.create(caller, { name: title, templateId: id });
      const requests = JSON.stringify(stored[0]!.samples.map(({ request }) => request));
      expect(stored[0]!.samples.length).toBeGreaterThan(0);
      expect(requests).toMatch(/shopper-9|sku-1|lamps|Home > Lamps/);
      // Nothing of the demo shop, no mark left open.
      expect(requests).not.toMatch(/\$|NF-|s_0|warm bag|Tents/);
    });

    it(`leaves nothing made up in ${title} where the shop is empty`, async () => {
      const { service, stored } = shopOf(undefined, [], []);
      await service.create(caller, { name: title, templateId: id });
      expect(stored[0]!.samples.map(({ request }) => request)).toEqual(stored[0]!.samples.map(() => ({})));
    });
  }
});
