import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compile } from "../compile/compile.ts";
import { execute } from "../execute/execute.ts";
import { emptyGraph, type Graph } from "../graph/graph.ts";
import { type ConfigSchema, configJsonSchema, parseConfig } from "./config-schema.ts";
import { defineNode } from "./define-node.ts";
import { port } from "./port-type.ts";
import { makeRegistry } from "./registry.ts";

/** A schema of no library: a limit from 1 to 9, 3 by default. */
const limitSchema: ConfigSchema<{ readonly limit: number }> = {
  "~standard": {
    version: 1,
    vendor: "by-hand",
    validate: (value) => {
      const { limit = 3 } = value as { limit?: unknown };
      if (typeof limit === "number" && limit >= 1 && limit <= 9) return { value: { limit } };
      return { issues: [{ message: "A limit is 1 to 9.", path: [{ key: "limit" }] }] };
    },
    jsonSchema: {
      input: () => ({ type: "object", properties: { limit: { type: "number", minimum: 1, maximum: 9, default: 3 } } }),
      output: () => ({ type: "object" }),
    },
  },
};

const answer = defineNode({
  type: "test.answer",
  version: 1,
  title: "Answer",
  summary: "For tests.",
  icon: "point",
  role: "answer",
  inputs: { value: port("Json") },
  outputs: { answer: port("Answer") },
  config: limitSchema,
  effects: [],
  migrations: {},
  run: (_ctx, _inputs, { limit }) => ({ answer: { body: { limit }, slots: [] } }),
  examples: [{ title: "Nothing", inputs: {}, outputs: {} }],
});

const one = defineNode({
  type: "test.one",
  version: 1,
  title: "One",
  summary: "For tests.",
  icon: "point",
  inputs: {},
  outputs: { value: port("Json") },
  config: z.object({}),
  effects: [],
  migrations: {},
  run: () => ({ value: 1 }),
  examples: [{ title: "Nothing", inputs: {}, outputs: { value: 1 } }],
});

const graphWith = (config: Graph["nodes"][number]["config"]): Graph => ({
  ...emptyGraph,
  nodes: [
    { id: "one", type: "test.one", version: 1, position: { x: 0, y: 0 }, config: {} },
    { id: "out", type: "test.answer", version: 1, position: { x: 0, y: 0 }, config },
  ],
  edges: [{ id: "e", from: "one.value", to: "out.value" }],
});
const facts = { target: "job", collections: [] } as const;

describe("a config schema of another library", () => {
  const registry = makeRegistry([one, answer]);

  it("makes the form and the defaults", () => {
    const manifest = registry.manifests.get("test.answer")!;
    expect(manifest.defaults).toEqual({ limit: 3 });
    expect(manifest.configSchema).toMatchObject({ properties: { limit: { maximum: 9 } } });
  });

  it("fills in, runs and refuses by field", async () => {
    const good = await compile(graphWith({ limit: 4 }), registry, facts);
    if (!good.ok) throw new Error(JSON.stringify(good.problems));
    expect((await execute(good.plan, {}, { mode: "live", capabilities: {} })).answer?.body).toEqual({ limit: 4 });
    const bad = await compile(graphWith({ limit: 40 }), registry, facts);
    expect(bad.problems).toEqual([
      { code: "bad-config", severity: "error", node: "out", field: "limit", message: "A limit is 1 to 9." },
    ]);
  });

  it("refuses one that answers later, since a form cannot wait for it", () => {
    const later = { "~standard": { ...limitSchema["~standard"], validate: async () => ({ value: { limit: 1 } }) } };
    expect(parseConfig(later, {})).toMatchObject({ ok: false, issues: [{ field: "" }] });
  });

  it("counts the package that a node comes from into the plan's id", async () => {
    const idFrom = async (integrity: string) => {
      const source = { package: "@acme/nodes@1.0.0", integrity };
      const result = await compile(
        graphWith({}),
        makeRegistry([one, answer], [], new Map([["test.answer", source]])),
        facts,
      );
      return result.ok ? result.plan.planId : "";
    };
    expect(await idFrom("sha512-a")).toBe(await idFrom("sha512-a"));
    expect(await idFrom("sha512-a")).not.toBe(await idFrom("sha512-b"));
  });
});

describe("a config schema of zod", () => {
  it("says what is wrong in the words of a form", () => {
    const schema = z.object({ name: z.string(), tags: z.array(z.object({ weight: z.number().max(1) })) });
    const parsed = parseConfig(schema, { tags: [{ weight: 2 }] });
    expect(parsed).toEqual({
      ok: false,
      issues: [
        { field: "name", message: "This is missing." },
        { field: "tags.0.weight", message: "At most 1." },
      ],
    });
    expect(configJsonSchema(schema)).toMatchObject({ required: ["name", "tags"] });
  });
});
