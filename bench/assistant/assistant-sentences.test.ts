import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Case, Right } from "./expectation.ts";
import { heldOutSentences } from "./held-out-sentences.ts";
import { proposalFor, templateGraph, wrongWith } from "./judge-sentence.ts";
import { ownSentences } from "./own-sentences.ts";

async function wrongOf(cases: readonly Case[], brands: readonly string[] = []): Promise<readonly string[]> {
  const all = await Promise.all(cases.map(async (one) => ({ say: one.say, wrong: await wrongWith(one, brands) })));
  return all.flatMap(({ say, wrong }) => (wrong === undefined ? [] : [`${say}: ${wrong}`]));
}

describe("sentences to the assistant", () => {
  it("are understood as a colleague would, all but a few", async () => {
    const own = await wrongOf(ownSentences);
    expect(own.length, own.join("\n")).toBeLessThanOrEqual(ownSentences.length * 0.05);
    const heldOut = await wrongOf(heldOutSentences);
    expect(heldOut.length, heldOut.join("\n")).toBeLessThanOrEqual(heldOutSentences.length * 0.1);
  }, 120_000);

  it("are judged by what they do: another right answer is not met", async () => {
    const swapped = ownSentences.map((one, at) => ({
      ...one,
      right: ownSentences[(at + 7) % ownSentences.length]!.right,
    }));
    expect((await wrongOf(swapped)).length).toBeGreaterThan(ownSentences.length * 0.8);
  }, 120_000);

  it("are told from those that mean nothing, which get the nearest that does", async () => {
    const { misread, edits, suggestions } = await proposalFor(
      "boost the moon by moonlight",
      templateGraph("product-search"),
    );
    expect(edits).toEqual([]);
    expect(misread[0]?.reason).toMatch(/moon/);
    const lost = await proposalFor("tents somewhere else entirely", templateGraph("product-search"));
    expect(lost.edits).toEqual([]);
    expect(lost.misread[0]?.reason).toMatch(/^Not understood. The nearest that is: “.+”\.$/);
    expect(suggestions.length).toBeGreaterThan(0);
  });
});

/** What the right column of the handed table says, and what is asked of a proposal then. */
const meanings: readonly (readonly [RegExp, Right])[] = [
  [/boost where a compare-at price|as “put products on sale first”|as "put products/, { raises: "onSale" }],
  [/by release date/, { newestFirst: true }],
  [/sort by price ascending/, { sorts: { by: "price", order: "ascending" } }],
  [/^answer 8/, { answers: 8 }],
  [/category Gloves/, { lowers: "gloves" }],
  [/boost by low price/, { raises: "cheap" }],
  [/pin it at 1; ask/, { asksWhich: ["NF-10004", "NF-10005"] }],
  [/undoes the assistant/, { does: "undo" }],
  [/exclude bought/, { excludesBought: true }],
  [/a strong factor/, { raises: "kvist", factor: [2, 100] }],
  [/filter by category and price/, { keeps: "jacketsUnder100" }],
  [/2 in the first 4/, { mixes: { field: "brand", atMost: 2, within: 4 } }],
  [/it is there already/, { alreadyThere: "rules.in-stock" }],
  [/customers-also-bought source/, { finds: "find.customers-also-bought" }],
  [/blend with equal weights/, { blends: { "find.best-sellers": 1, newest: 1 } }],
  [/opens the story/, { does: "story" }],
  [/opens publish/, { does: "publish" }],
  [/slowest step/, { does: "slowest" }],
  [/exploration to 0/, { stopsExploring: true }],
];
const templates: { readonly [name: string]: string } = { search: "product-search", cart: "cart-companions" };
const handed = "../shared/cases/assistant.md";

describe.skipIf(!existsSync(handed))("the handed sentences", () => {
  it("are understood, nine of ten and more", async () => {
    const rows = [...readFileSync(handed, "utf8").matchAll(/^\| (.+?) \| (.+?) \| (.+?) \|$/gm)].slice(1);
    expect(rows.length).toBeGreaterThanOrEqual(20);
    const cases = rows.map(([, say, on, right]): Case => {
      const meaning = meanings.find(([pattern]) => pattern.test(right!))?.[1];
      if (meaning === undefined) throw new Error(`No meaning is known for “${right}”.`);
      // The brand of another shop is that of a product here, so that what a boost touches can be counted.
      return {
        say: say!.replace("brand Intel", "brand Kvist"),
        on: templates[on!] ?? "home-recommendations",
        right: meaning,
      };
    });
    const wrong = await wrongOf(cases);
    console.info(`understood ${rows.length - wrong.length} of ${rows.length}\n${wrong.join("\n")}`);
    expect(wrong.length).toBeLessThanOrEqual(rows.length * 0.1);
  }, 120_000);
});
