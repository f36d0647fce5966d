import { runExample } from "@aisle/runtime/execute/run-example";
import { parseConfig } from "@aisle/runtime/node-sdk/config-schema";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { builtInNodes } from "./built-in-nodes.ts";

describe("built-in nodes", () => {
  it("make a registry", () => {
    expect(makeRegistry(builtInNodes).definitions.size).toBe(builtInNodes.length);
  });

  for (const node of builtInNodes) {
    describe(node.type, () => {
      it.each(node.examples.map((example) => [example.title, example] as const))("%s", async (_title, example) => {
        const run = await runExample(node, example);
        expect(run).toEqual({ outputs: example.outputs, fellBack: example.fellBack });
      });

      it("describes every field of its config, and its defaults are valid", () => {
        const manifest = makeRegistry([node]).manifests.get(node.type)!;
        const fields = Object.values(
          (manifest.configSchema.properties ?? {}) as Record<string, { description?: string }>,
        );
        for (const field of fields) expect(field.description ?? "").not.toBe("");
        expect(parseConfig(node.config, manifest.defaults).ok).toBe(true);
      });
    });
  }
});
