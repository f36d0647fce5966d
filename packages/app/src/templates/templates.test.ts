import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "./template-file.ts";

const folder = fileURLToPath(new URL("../../../../templates/", import.meta.url));
const registry = makeRegistry(builtInNodes);

/** What may be away while the process runs: the database, Qdrant, the embedding model. */
const away: ReadonlySet<string> = new Set(["events", "vectors", "embed", "keyword", "decisions"]);

describe("templates", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    it(`${name} compiles without a problem`, async () => {
      const template = parseTemplate(name, JSON.parse(readFileSync(folder + name, "utf8")));
      expect(name).toBe(`${template.id}.json`);
      const embedder = "minilm-l6-v2-int8@1";
      const compiled = await compile(template.graph, registry, {
        target: "endpoint",
        collections: [{ name: "products", embedder }],
      });
      expect(compiled.problems).toEqual([]);
      expect(compiled.ok).toBe(true);
      const withoutFallback = template.graph.nodes.filter(({ type, onFailure }) => {
        const { effects } = registry.manifests.get(type)!;
        return effects.some((effect) => away.has(effect)) && (onFailure === undefined || onFailure.do === "fail");
      });
      expect(withoutFallback.map(({ id }) => id)).toEqual([]);
    });
  }
});
