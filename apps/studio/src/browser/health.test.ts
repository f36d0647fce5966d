import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeMonitoredWeeks } from "./monitored-weeks.fixture.ts";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

const slug = "home-recommendations";

describe.skipIf(browserPath === undefined)("health of endpoints and events, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let pipelineId: string;

  /** The page as it stands: no serious finding in both themes, and nothing to scroll sideways on a phone. */
  const looksWell = async () => {
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        expect([width, colorScheme, await seriousFindings(page)]).toEqual([width, colorScheme, []]);
      }
      const main = page.locator("main");
      await expect.poll(() => main.evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(1);
    }
  };

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
    await storeMonitoredWeeks(studio.aisle.home, slug);
    ({ pipelineId } = await callStudio<{ pipelineId: string }>(page, studio.aisle.studio, "pipelines.create", {
      name: "Home",
      templateId: slug,
    }));
    await publishDraft(page, studio.aisle.studio, pipelineId, slug);
  }, 300_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  it("says what changed once the hour is read, the surest first, and shows thirty days of each endpoint", async () => {
    await page.goto(studio.aisle.studio);
    await page.getByRole("link", { name: "Health" }).click();
    // The first reading comes some minutes after the start at most.
    await page.getByRole("heading", { name: "What changed" }).waitFor({ timeout: 180_000 });
    await page.getByRole("link", { name: /“Weighted blend” fell back in 2\d(\.\d)? % of its runs/ }).waitFor();
    const row = page.getByRole("table", { name: "Endpoints" }).getByRole("row", { name: /Home/ });
    await row.getByText(/\d changed/).waitFor();
    const strip = row.getByRole("img");
    expect(await strip.getAttribute("aria-label")).toMatch(/^\d+ of the last \d+ days with a monitor beyond its limit/);
    await looksWell();
    expect(studio.broken).toEqual([]);
  }, 240_000);

  it("opens a change with its line over time, its numbers as a table, and the requests behind it", async () => {
    await page
      .getByRole("link", { name: /fell back in/ })
      .last()
      .click();
    await page.getByRole("heading", { level: 1, name: /Click-through went from/ }).waitFor();
    const card = page.locator("section", { has: page.getByRole("heading", { level: 2, name: /fell back$/ }) }).first();
    await card.getByRole("img", { name: /over the last 30 days/ }).waitFor();
    await card.getByRole("button", { name: /: table$/ }).click();
    expect(await card.getByRole("row").count()).toBeGreaterThan(30);
    await card.getByRole("button", { name: /: chart$/ }).click();
    expect(await card.getByRole("link", { name: "The requests behind it" }).getAttribute("href")).toBe(
      `/runs?endpoint=${slug}&range=24h&outcome=fell-back`,
    );
    await looksWell();
  }, 60_000);

  it("raises an alert of what changed together, with the way from it to its evidence, to a note, and to a mute", async () => {
    await page.goto(`${studio.aisle.studio}/monitors`);
    await page.getByText("open, high").first().waitFor();
    await page
      .getByRole("link", { name: /^Click-through went from|^The step|fell back in/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "What changed then" }).waitFor();
    await looksWell();
    await page.getByRole("button", { name: "I look after it" }).click();
    await page.getByText(/taken by/).waitFor();
    await page.getByLabel("Note").fill("The blend lost a list.");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByText("The blend lost a list.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Mute", exact: true }).click();
    await page.getByText("It is muted", { exact: false }).waitFor();
    await page
      .getByRole("link", { name: /fell back in/ })
      .last()
      .click();
    await page.waitForURL(/\/monitors\/endpoint\//);
    await page.goto(`${studio.aisle.studio}/monitors`);
    await page.getByRole("button", { name: "Settings of alerts" }).click();
    const dialog = page.getByRole("dialog", { name: "Settings of alerts" });
    await dialog.getByLabel("Quiet hours").check();
    await dialog.getByLabel("Country").fill("de");
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    const settings = await callStudio(page, studio.aisle.studio, "alerts.settings", {}, false);
    expect(settings).toEqual({ quiet: { from: 1320, to: 420, all: false }, digest: true, country: "DE" });
    await page.getByRole("button", { name: "1 muted" }).click();
    await page.getByRole("button", { name: /^End the mute of/ }).click();
    await page.getByRole("button", { name: "1 muted" }).waitFor({ state: "detached" });
    expect(studio.broken).toEqual([]);
  }, 90_000);

  it("goes from monitor to monitor by keyboard, and tries a limit on the past before using it", async () => {
    await page.goto(`${studio.aisle.studio}/monitors/endpoint/${slug}`);
    const tile = page.getByRole("button", { name: /Click-through ?, changed/ });
    await tile.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/monitor=click-through/);
    const limit = page.getByRole("textbox", { name: "Counts as a change from" });
    await limit.fill("0.001");
    await page.getByText(/From 0\.001 on it would have been passed on \d+ of the last \d+ days/).waitFor();
    await limit.fill("1.5");
    await page.getByText(/From 1\.500 on it would not have been passed/).waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Use this limit" }).press("Enter");
    await page.getByText("Chosen by a person.", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Back to the learned limit" }).click();
    await page.getByText("Learned from the last 28 days.", { exact: false }).waitFor();
    expect(studio.broken).toEqual([]);
  }, 60_000);

  it("marks the node on the canvas that changed, shows each node's health when asked, and its history in the inspector", async () => {
    await page.goto(`${studio.aisle.studio}/pipelines/${pipelineId}`);
    const card = cardOf(page, "Weighted blend");
    await card.getByText(/Live: fell back 2\d(\.\d)? %, usual/).waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Show live health" }).click();
    await cardOf(page, "In stock").getByText("Live: steady").waitFor();
    await card.getByRole("heading", { name: "Weighted blend" }).click();
    await page.getByRole("tab", { name: "Over time" }).click();
    await page.getByRole("img", { name: "Weighted blend fell back over the last 30 days" }).waitFor();
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
    }
    await page.getByRole("link", { name: /Open it on the health page/ }).click();
    await page.getByRole("heading", { level: 2, name: "Weighted blend fell back" }).first().waitFor();
    expect(studio.broken).toEqual([]);
  }, 60_000);
});
