import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemplate, runWhole } from "./canvas-page.ts";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

describe.skipIf(browserPath === undefined)("seeing the data, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    await openTemplate(page, /Search that understands/);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const card = (title: string) => cardOf(page, title);
  const inspector = () => page.locator("#inspector");
  const tab = (name: string) => inspector().getByRole("tab", { name }).click();
  const run = () => runWhole(page);
  /** Chooses a node and leaves the keyboard on its card. */
  async function choose(title: string) {
    await card(title).click({ position: { x: 60, y: 14 } });
    await page.locator(`.react-flow__node.selected[aria-label="${title}"]`).waitFor();
    await card(title).focus();
  }

  it("shows products with who found each at which rank and score, and strikes out what was dropped", async () => {
    await choose("In stock");
    await tab("Data");
    const rows = inspector().getByRole("listitem");
    await rows
      .getByText(/1st of (Keyword search|Vector search), [\d.]+/)
      .first()
      .waitFor();
    await inspector()
      .getByText(/^Dropped \d+/)
      .waitFor();
    expect(await inspector().locator("s").count()).toBeGreaterThan(0);
    await choose("Fuse");
    await inspector()
      .getByRole("img", { name: /from several/ })
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  });

  it("shows a vector with the products nearest to it, by a real search", async () => {
    await choose("Embed text");
    await inspector().getByText("Nearest in “products”").waitFor();
    expect(
      await inspector()
        .getByText(/near by 0\.\d\d/)
        .count(),
    ).toBe(8);
  });

  it("says in a sentence why a product is shown, where it came from and how it moved", async () => {
    await card("Answer").getByRole("button", { name: /Why\?/ }).first().click();
    const story = page.getByRole("region", { name: /^Why / });
    await story.getByText(/^Shown 1st: .* found it \d+(st|nd|rd|th) with [\d.]+.*\.$/).waitFor();
    await story.getByRole("cell", { name: /Fuse/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await story.getByRole("button", { name: "Fuse" }).click();
    await page.locator('.react-flow__node.selected[aria-label="Fuse"]').waitFor();
  });

  it("says why another product is not shown, asked by a key", async () => {
    await choose("Fuse");
    await page.keyboard.press("y");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Which product?").fill("tent");
    await dialog.getByRole("button").filter({ hasText: /tent/i }).first().click();
    await dialog.getByText(/^(Not shown: |Shown \d+)/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("shows what an expression gives as it is typed, and what is wrong with it at its place", async () => {
    await choose("Pin & boost");
    await tab("Set up");
    await inspector().getByRole("button", { name: "Add boost" }).click();
    await inspector().getByRole("radiogroup", { name: "When as" }).getByText("Text", { exact: true }).click();
    const when = inspector().getByRole("textbox", { name: "When" });
    await when.fill("price < 10000");
    await inspector()
      .getByText(/Raises \d+ of \d+/)
      .waitFor();
    await when.fill("price * 2");
    await inspector()
      .getByText(/\d+ different among \d+ products/)
      .waitFor();
    await when.fill("price <");
    await inspector()
      .getByText(/ends too early/)
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await when.fill("price < 10000");
    await inspector()
      .getByText(/Raises \d+ of \d+/)
      .waitFor();
    await inspector().getByRole("textbox", { name: "Times" }).fill("9");
    await page.getByText(/saved/).first().waitFor();
  });

  it("runs from a node on, reusing what stands before it, and up to a node", async () => {
    await choose("Pin & boost");
    await page.keyboard.press("Shift+R");
    await card("In stock").getByText("Reused from the run before").first().waitFor();
    await card("Pin & boost")
      .getByText(/Ran, \d+/)
      .first()
      .waitFor();
    await choose("Fuse");
    await inspector().getByRole("button", { name: "Run and data of this node" }).click();
    await page.getByRole("menuitem", { name: /Run up to here/ }).click();
    await card("Answer").getByText("Not run yet").first().waitFor();
    await card("Fuse")
      .getByText(/Ran, \d+ products/)
      .first()
      .waitFor();
    await run();
  });

  it("lays two runs of a node side by side, with what was set otherwise and what moved", async () => {
    await choose("Pin & boost");
    await tab("Runs");
    const picks = inspector().getByRole("checkbox");
    await picks.first().check();
    await picks.last().check();
    await inspector().getByRole("button", { name: "Compare these two" }).click();
    const dialog = page.getByRole("dialog", { name: "Two runs of Pin & boost" });
    await dialog.getByText(/\d+ products? came, \d+ went, \d+ moved|same products/).waitFor();
    await dialog.getByText(/ms (slower|faster)\./).waitFor();
    await dialog.getByRole("cell", { name: "boosts", exact: true }).waitFor();
    expect(await dialog.getByRole("heading", { name: /^(Before|After): / }).count()).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
    // The first of the newer run was raised by the boost: from here too, a product explains why it stands there.
    await dialog.locator("[data-why]").last().waitFor();
    await dialog.getByRole("list").last().getByRole("button").first().click();
    await dialog.waitFor({ state: "detached" });
    await page
      .getByRole("region", { name: /^Why / })
      .getByText(/^Shown 1st: .*Pin & boost .*boost “price < 10000” \(× 9\)/)
      .waitFor();
  });

  it("keeps a sample on a port: what only feeds it does not run, and the version does not use it", async () => {
    await choose("Fuse");
    await page.keyboard.press("p");
    await card("Fuse").getByText("pinned").first().waitFor();
    await run();
    await card("Fuse").getByText("Pinned sample").first().waitFor();
    await card("Embed text").getByText("Only feeds a pinned step").first().waitFor();
    await tab("Data");
    await inspector()
      .getByText(/Pinned .* ago, from a run of rev \d+/)
      .waitFor();

    await inspector().getByRole("button", { name: "Edit as JSON" }).click();
    const dialog = page.getByRole("dialog");
    const text = dialog.getByLabel("A value of type Products");
    await text.fill('[{"id": 7}]');
    await dialog.getByRole("button", { name: "Keep" }).click();
    await dialog.getByText(/This is no value of type Products: 0\.id/).waitFor();
    const made = [{ id: "made-up", score: 1, fields: { title: "A made-up tent" }, from: [], effects: [] }];
    await text.fill(JSON.stringify(made));
    await dialog.getByRole("button", { name: "Keep" }).click();
    await dialog.waitFor({ state: "detached" });
    await inspector()
      .getByText(/written by hand/)
      .waitFor();
    await run();
    await card("Answer").getByText("Answered with 1").first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole("button", { name: /^Publish/ }).click();
    await page
      .getByText("1 pinned sample stays in the draft. The version runs every step and uses none of them.")
      .waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await page.getByText(/Version 1 is live/).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Open the endpoint" }).click();
    await page.getByRole("button", { name: /^Send/ }).click();
    await page.getByText("200", { exact: true }).waitFor();
    expect(await page.getByText("A made-up tent").count()).toBe(0);
  }, 90_000);

  it("says why a product is in a logged answer, from the endpoint and on its trace", async () => {
    await page.getByRole("button", { name: /Why\?/ }).first().click();
    await page.getByText(/^Shown 1st: /).waitFor();
    await page.locator('a[href^="/traces/"]').first().click();
    await page.getByText(/Answered with \d+ products/).waitFor();
    await page.getByRole("button", { name: /Why\?/ }).nth(1).click();
    await page.getByText(/^Shown 2nd: .* found it/).waitFor();
    await page.getByRole("button", { name: "Why is a product not here?" }).click();
    await page.getByLabel("Why is a product not here?").fill("tent");
    await page.getByRole("list", { name: "Products" }).getByRole("button").first().click();
    await page.getByText(/^(Not shown: |Shown \d+)/).waitFor();
    await page
      .getByText(/ ran$| ran/)
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(studio.broken).toEqual([]);
  });
});
