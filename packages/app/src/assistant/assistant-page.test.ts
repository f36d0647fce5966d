import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { emptyGraph } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../templates/template-file.ts";
import { readSentence, waysOfAsking } from "./read-sentence.ts";

const root = new URL("../../../../", import.meta.url);
const text = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), "utf8");
const graphs = ["home-recommendations", "product-search"].map(
  (name) => parseTemplate(`${name}.json`, JSON.parse(text(`templates/${name}.json`))).graph,
);
const { manifests } = makeRegistry(builtInNodes);

const isUnderstood = (sentence: string) =>
  [...graphs, emptyGraph].some((graph) => {
    let next = 0;
    const { edits, misread, action } = readSentence(sentence, {
      graph,
      manifests,
      facts: { target: "endpoint", collections: [] },
      shop: { brands: ["Northfell"], categories: [], currency: "EUR" },
      selected: [],
      newId: (prefix) => `${prefix}-${next++}`,
    });
    return (edits.length > 0 || action !== undefined) && misread.length === 0;
  });

describe("the assistant's page", () => {
  const page = text("docs/assistant.md");
  const said = [...page.matchAll(/^\| “(.+?)” \|/gm)].map((match) => match[1]!);

  it("has a row for every rule of the grammar, and no other", () => {
    expect(said.toSorted()).toEqual(waysOfAsking.toSorted());
  });

  for (const sentence of waysOfAsking) {
    it(`shows what is understood: ${sentence}`, () => expect(isUnderstood(sentence)).toBe(true));
  }
});
