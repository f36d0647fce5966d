import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { editSchema } from "@aisle/runtime/graph/edit-schema";
import { emptyGraph } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../templates/template-file.ts";
import { readSentence, waysOfAsking } from "./read-sentence.ts";

const { manifests } = makeRegistry(builtInNodes);
const path = fileURLToPath(new URL("../../../../templates/home-recommendations.json", import.meta.url));
const home = parseTemplate("home-recommendations.json", JSON.parse(readFileSync(path, "utf8"))).graph;
const vocabulary = [
  ...new Set(waysOfAsking.flatMap((sentence) => sentence.split(" "))),
  ...[...manifests.values()].map(({ title }) => title),
  ...'at most,no more than,between,of,with,it,last,only,20%,€10,9.99,in stock,$1,\\,",(,*,|'.split(","),
];

function read(sentence: string, graph: typeof home) {
  let next = 0;
  return readSentence(sentence, {
    graph,
    manifests,
    facts: { target: "endpoint", collections: [] },
    shop: { brands: ["Kvist"], categories: ["Tents"], currency: "EUR" },
    selected: ["mix"],
    newId: (prefix) => `${prefix}-${next++}`,
  });
}

describe("any sentence", () => {
  it("gives edits that can be stored, applied and taken back, or a reason", () => {
    const words = fc.array(fc.constantFrom(...vocabulary), { maxLength: 14 }).map((list) => list.join(" "));
    fc.assert(
      fc.property(fc.oneof(words, fc.string({ maxLength: 200, unit: "grapheme" })), fc.boolean(), (sentence, empty) => {
        const graph = empty ? emptyGraph : home;
        const { edits, misread } = read(sentence, graph);
        for (const { reason } of misread) expect(reason).not.toBe("");
        const batch = editSchema.parse({ do: "batch", title: "", edits });
        const result = applyEdit(graph, batch);
        if (!result.ok) throw new Error(result.reason);
        const back = applyEdit(result.graph, result.inverse);
        expect(back.ok && back.graph.edges).toEqual(graph.edges);
        expect(back.ok && back.graph.nodes.length).toBe(graph.nodes.length);
      }),
      { numRuns: 400 },
    );
  });

  it("is read in a moment, however it repeats itself", () => {
    for (const word of [...vocabulary, "a", " ", ",", ".", "show only ", "keep the ", "at most only ", "1,", "and "]) {
      const started = performance.now();
      read(word.repeat(500).slice(0, 500), home);
      read(`${word} `.repeat(500).slice(0, 500), home);
      // A pattern that backtracks without end takes minutes.
      expect(performance.now() - started, word).toBeLessThan(5000);
    }
  });
});
