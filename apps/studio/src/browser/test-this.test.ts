import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTemplate } from "./canvas-page.ts";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

const slug = "home-recommendations";

describe.skipIf(browserPath === undefined)("from “test this” to a promoted winner", () => {
  let studio: OpenStudio;
  let page: Page;
  let pipelineId: string;
  let experimentId: string;
  let keys: { readonly call: string; readonly write: string };

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    await openTemplate(page, /Home recommendations/);
    pipelineId = new URL(page.url()).pathname.split("/").at(-1)!;
    await publishDraft(page, studio.aisle.studio, pipelineId, slug);
    const keyOf = async (kind: string) =>
      (await callStudio<{ key: string }>(page, studio.aisle.studio, "keys.create", { kind, name: kind })).key;
    keys = { call: await keyOf("endpoint"), write: await keyOf("write") };
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const dialog = () => page.getByRole("dialog");
  const post = async (path: string, key: string, body: object) => {
    const answer = await page.request.post(`${studio.aisle.endpoints}${path}`, {
      data: body,
      headers: { authorization: `Bearer ${key}` },
    });
    return (await answer.json()) as {
      readonly variant: string;
      readonly decisionId: string;
      readonly items: unknown[];
    };
  };
  const checked = async () => {
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  };

  it("begins on a node of the canvas, with one of its settings changed", async () => {
    await cardOf(page, "Diversity").click({ position: { x: 60, y: 14 } });
    await page.getByRole("button", { name: "Run and data of this node" }).click();
    await page.getByRole("menuitem", { name: "Test this on real traffic" }).click();
    await dialog().getByText("A, as it is live").waitFor();
    await dialog().getByLabel("What of “Diversity”").first().click();
    await page.getByRole("option", { name: "At most" }).click();
    const most = dialog().getByRole("textbox", { name: "At most" });
    await most.fill("1");
    await most.blur();
    await checked();
    await dialog().getByRole("button", { name: "Plan the experiment" }).click();
    await page.waitForURL(/\/experiments\/exp_/);
    experimentId = new URL(page.url()).pathname.split("/").at(-1)!;
    await page.getByText("Diversity: At most").first().waitFor();
    await page.getByText("Nothing stands in the way.").waitFor();
    await checked();
  }, 180_000);

  it("starts when its arms are ready, and answers shoppers by them", async () => {
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("Nothing read yet").waitFor({ timeout: 60_000 });
    const arms = new Map<string, number>();
    await vi.waitFor(
      async () => {
        const { variant } = await post(`/v1/${slug}`, keys.call, { shopperId: "first" });
        expect(variant).not.toBe("live");
      },
      { timeout: 20_000, interval: 200 },
    );
    for (let shopper = 0; shopper < 120; shopper++) {
      const userId = `shopper-${shopper}`;
      const { variant, decisionId } = await post(`/v1/${slug}`, keys.call, { shopperId: userId });
      const arm = variant.split(":")[1]!;
      arms.set(arm, (arms.get(arm) ?? 0) + 1);
      // Half of those who see B buy, a tenth of the others.
      if (shopper % (arm === "b" ? 2 : 10) !== 0) continue;
      const product = { product_id: "p", quantity: 1, price: 20, currency: "EUR" };
      const properties = { order_id: `order-${shopper}`, decision_id: decisionId, products: [product] };
      await post("/events/v1/batch", keys.write, {
        batch: [{ type: "track", event: "Order Completed", userId, messageId: `m-${shopper}`, properties }],
      });
    }
    expect([...arms.keys()].sort()).toEqual(["a", "b"]);
  }, 180_000);

  it("shows the arms on the pipeline, what differs marked, and runs the one that is chosen", async () => {
    await page.goto(`${studio.aisle.studio}/pipelines/${pipelineId}`);
    await cardOf(page, "Diversity").waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Experiments and their arms" }).click();
    await dialog().getByText("from A to B").waitFor();
    await dialog().getByRole("button", { name: "Diversity 1 change" }).waitFor();
    await dialog().getByText("New visitor").waitFor();
    await dialog().getByText("See B in the shop").waitFor();
    await dialog().getByRole("button", { name: "Make a preview token" }).click();
    const command = await dialog()
      .getByText(/x-aisle-preview: pv_/)
      .innerText();
    const header = (name: string) => new RegExp(`${name}: (\\S+)'`).exec(command)?.[1] ?? "";
    const answer = await page.request.post(`${studio.aisle.endpoints}/v1/${slug}`, {
      data: { shopperId: "first" },
      headers: {
        authorization: `Bearer ${keys.call}`,
        "x-aisle-variant": header("x-aisle-variant"),
        "x-aisle-preview": header("x-aisle-preview"),
      },
    });
    expect(((await answer.json()) as { variant: string }).variant).toBe(header("x-aisle-variant"));
    await checked();
    await dialog().locator("label").filter({ hasText: /^A$/ }).click();
    await dialog().getByText("Nothing differs").waitFor();
    await page.keyboard.press("Escape");
  }, 180_000);

  it("reads what followed, and is decided with a reason", async () => {
    await page.goto(`${studio.aisle.studio}/experiments/${experimentId}`);
    await page.getByRole("heading", { name: /Too early/ }).waitFor({ timeout: 150_000 });
    await checked();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("radio", { name: /^Ship B/ }).check();
    await page.getByLabel("Why, for the log").fill("Far more of them buy");
    await page.getByRole("button", { name: /^Ship B/ }).click();
    await page.getByText("Recorded by Ines Kurz").waitFor();
  }, 240_000);

  it("goes into the draft with publish open, which says that no experiment is in the way", async () => {
    await page.getByRole("button", { name: "Promote B" }).click();
    await dialog()
      .getByText(/1 change since version 1/)
      .waitFor({ timeout: 30_000 });
    await dialog().getByRole("button", { name: "Diversity 1 change" }).waitFor();
    await dialog().getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText(`Version 2 is live at /v1/${slug}.`).waitFor({ timeout: 60_000 });
    expect(studio.broken).toEqual([]);
  }, 180_000);
});
