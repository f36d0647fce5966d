import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

const templates = [
  "Home recommendations",
  "Search that understands",
  "Bought with this",
  "Similar products",
  "Trending now",
  "Best sellers that learn",
  "Buy it again",
  "Search by your rules",
];

describe.skipIf(browserPath === undefined)("starting fast, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const assistant = () => page.getByRole("region", { name: "Assistant", exact: true });
  const answered = () => cardOf(page, "Answer").getByText(/Answered with [1-9]\d*/);
  const say = async (sentence: string) => {
    const field = assistant().getByRole("textbox", { name: "What should change?" });
    await field.fill(sentence);
    await field.press("Enter");
  };
  const openAssistant = async () => {
    await page.locator("#canvas").focus();
    await page.keyboard.press("Control+i");
    await assistant().waitFor();
  };

  for (const title of templates) {
    it(`opens ${title} and runs its first sample on this shop, with data on every node`, async () => {
      await page.goto(studio.aisle.studio);
      await page
        .getByRole("button", { name: new RegExp(`^${title}`) })
        .first()
        .click();
      await answered().waitFor();
      const cards = page.locator(".react-flow__node-node");
      expect(await cards.count()).toBeGreaterThan(4);
      for (const card of await cards.all()) {
        // What another branch made needless says so.
        await card
          .getByText(/Ran|Kept|Answered|Skipped/)
          .first()
          .waitFor();
      }
    });
  }

  it("has no serious finding of axe in the gallery, which shows one kind alone when asked", async () => {
    await page.goto(studio.aisle.studio);
    await page.getByText("Search", { exact: true }).first().click();
    await page.getByRole("button", { name: /^Trending now/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Search by your rules/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("makes a whole pipeline of a sentence on an empty canvas, once approved", async () => {
    await page.goto(studio.aisle.studio);
    await page.getByRole("button", { name: "Empty pipeline" }).click();
    const ways = page.getByRole("region", { name: "Ways to begin" });
    await ways.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const field = ways.getByRole("textbox", { name: "Say what the shop should answer" });
    await field.fill("recommend best sellers, in stock, 8 products");
    await field.press("Enter");
    await assistant().getByText("Add Best sellers").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.locator(".react-flow__node").count()).toBe(0);
    await page.getByText(/rev 0/).waitFor();
    await assistant().getByRole("button", { name: "Apply" }).click();
    await page.getByText(/rev 1, saved/).waitFor();
    await assistant().getByRole("button", { name: /^Run/ }).click();
    await cardOf(page, "Answer").getByText("Answered with 8").waitFor();
  });

  it("changes nothing when a proposal is discarded, and everything in one step of undo when it is applied", async () => {
    await say("allow 2 of a category, hide products under 10 euros");
    await assistant()
      .getByText(/Add Diversity/)
      .waitFor();
    await assistant()
      .getByText(/Add Filter/)
      .waitFor();
    await assistant().getByRole("button", { name: "Discard" }).click();
    await assistant().getByRole("button", { name: "Apply" }).waitFor({ state: "detached" });
    await page.getByText(/rev 1, saved/).waitFor();
    expect(await cardOf(page, "Diversity").count()).toBe(0);

    await say("allow 2 of a category, hide products under 10 euros");
    await assistant().getByRole("button", { name: "Apply" }).click();
    await cardOf(page, "Diversity").waitFor();
    await cardOf(page, "Filter").getByText("price >= 1000").waitFor();
    await page.getByText(/rev 2, saved/).waitFor();
    await page.reload();
    await cardOf(page, "Filter").waitFor();
    await openAssistant();
    await say("remove the filter");
    await assistant().getByText("Remove Filter").waitFor();
    await assistant().getByRole("button", { name: "Apply" }).click();
    await cardOf(page, "Filter").waitFor({ state: "detached" });
    await assistant().getByRole("button", { name: /^Undo/ }).click();
    await cardOf(page, "Filter").waitFor();
    await page.getByText(/rev 4, saved/).waitFor();
  });

  it("answers what it does not understand with three things it can do here", async () => {
    await say("<b>make it sing</b>");
    await assistant().getByText("“<b>make it sing</b>”").waitFor();
    expect(await assistant().getByRole("button", { name: "Apply" }).count()).toBe(0);
    expect(await assistant().locator("b").allTextContents()).toEqual(["“<b>make it sing</b>”"]);
    const tries = assistant().getByRole("group", { name: "You could say" }).getByRole("button");
    expect(await tries.count()).toBe(3);
    await tries.first().click();
    await assistant().getByRole("button", { name: "Apply" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await assistant().waitFor({ state: "detached" });
    expect(studio.broken).toEqual([]);
  });
});
