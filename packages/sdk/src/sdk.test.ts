import { defineNode, port } from "@aisle/sdk";
import { compile, emptyGraph, execute, makeRegistry, runExample } from "@aisle/sdk/testing";
import { expect, it } from "vitest";
import { z } from "zod";
import { greet, postCapability } from "./greet.fixture.ts";

const text = defineNode({
  type: "acme.name",
  version: 1,
  title: "Name",
  summary: "Gives a name.",
  icon: "user",
  inputs: {},
  outputs: { name: port("Text") },
  config: z.object({}),
  effects: ["request"],
  migrations: {},
  run: (ctx) => ({ name: String(ctx.request.body.name) }),
  examples: [{ title: "Anna", inputs: {}, given: { request: { name: "Anna" } }, outputs: { name: "Anna" } }],
});

it("a node and a capability are a file and an entry of a list each, made of the sdk alone", async () => {
  for (const example of greet.examples) {
    expect(await runExample(greet, example, [postCapability])).toEqual({
      outputs: example.outputs,
      fellBack: example.fellBack,
    });
  }
  const registry = makeRegistry([text, greet], [postCapability]);
  const at = { version: 1, position: { x: 0, y: 0 }, config: {} };
  const graph = {
    ...emptyGraph,
    nodes: [
      { id: "name", type: "acme.name", ...at },
      { id: "greet", type: "acme.greet", ...at },
    ],
    edges: [{ id: "e", from: "name.name", to: "greet.name" }],
  };
  const compiled = await compile(graph, registry, { target: "job", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const sent: string[] = [];
  const capabilities = { post: { send: async (to: string, what: string) => void sent.push(`${to}: ${what}`) } };
  const rehearsed = await execute(compiled.plan, { name: "Anna" }, { mode: "rehearsal", capabilities });
  expect([sent, rehearsed.intended]).toEqual([
    [],
    [{ node: "greet", capability: "post", summary: "greet Anna", details: { to: "Anna" } }],
  ]);
  await execute(compiled.plan, { name: "Anna" }, { mode: "live", capabilities, runId: "r1" });
  expect(sent).toEqual(["Anna: r1:greet Hello, Anna"]);
});

it("refuses a node whose capability nobody brought", () => {
  expect(() => makeRegistry([greet])).toThrow(/no capability is called post/);
});
