import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { browserPath, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

const slug = "home-recommendations";
const month = () => new Date().toISOString().slice(0, 7);

describe.skipIf(browserPath === undefined)("what endpoints are worth, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let pipelineId: string;

  const call = <T>(procedure: string, input: object, change = true) =>
    callStudio<T>(page, studio.aisle.studio, procedure, input, change);

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
    ({ pipelineId } = await call<{ pipelineId: string }>("pipelines.create", { name: "Home", templateId: slug }));
    for (let version = 0; version < 2; version++) await publishDraft(page, studio.aisle.studio, pipelineId, slug);
  }, 300_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  it("says that nothing is measured where nobody is held out, and counts orders that name an answer in their currencies", async () => {
    const keyOf = async (kind: "endpoint" | "write") =>
      (await call<{ key: string }>("keys.create", { kind, name: kind })).key;
    const [endpointKey, eventsKey] = [await keyOf("endpoint"), await keyOf("write")];
    const ask = async (shopperId: string) => {
      const answer = await fetch(`${studio.aisle.endpoints}/v1/${slug}`, {
        method: "POST",
        headers: { authorization: `Bearer ${endpointKey}`, "content-type": "application/json" },
        body: JSON.stringify({ shopperId, limit: 6 }),
      });
      return (await answer.json()) as { decisionId: string; items: readonly { id: string }[] };
    };
    const send = (event: object) =>
      fetch(`${studio.aisle.endpoints}/events/v1/track`, {
        method: "POST",
        headers: {
          authorization: `Basic ${Buffer.from(`${eventsKey}:`).toString("base64")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(event),
      });
    await vi.waitFor(async () => expect((await ask("s_00001")).items.length).toBe(6), {
      timeout: 60_000,
      interval: 500,
    });
    for (const [n, [currency, price]] of [
      ["EUR", 24.5],
      ["EUR", 80],
      ["CHF", 60],
    ].entries() as IterableIterator<[number, [string, number]]>) {
      const { decisionId, items } = await ask(`s_0000${n + 1}`);
      const event = {
        userId: `s_0000${n + 1}`,
        event: "Order Completed",
        properties: {
          decisionId,
          order_id: `order ${n}`,

          currency,
          products: [{ product_id: items[0]!.id, price, quantity: 1 }],
        },
      };
      const sent = await send(event);
      expect([sent.status, await sent.text()]).toEqual([200, expect.any(String)]);
    }
    const orders = async () => (await call<{ total: { orders: number } }>("value.month", {}, false)).total.orders;
    // Orders are counted once a minute.
    await vi.waitFor(async () => expect(await orders()).toBe(3), { timeout: 90_000, interval: 1_000 });
    const back = { order_id: "order 1", currency: "EUR", total: 30 };
    const sent = await send({ userId: "s_00002", event: "Order Refunded", properties: back });
    expect([sent.status, await sent.text()]).toEqual([200, expect.any(String)]);
    const returns = async () => (await call<{ total: { returns: number } }>("value.month", {}, false)).total.returns;
    await vi.waitFor(async () => expect(await returns()).toBe(1), { timeout: 90_000, interval: 1_000 });
    await page.goto(`${studio.aisle.studio}/value`);
    const row = page.getByRole("row", { name: /Home/ });
    await row.getByText("after €30 returned").waitFor();
    await page.getByText("€30 of 1 order came back and is taken off").waitFor();
    await row.getByText(/^€74.50, CHF.60/).waitFor();
    await row.getByText("Nobody is held out: no uplift is claimed").waitFor();
    await page.getByText("Not measured").waitFor();
    await page.getByRole("button", { name: "Table" }).click();
    await page
      .getByRole("region", { name: "Every day" })
      .getByRole("row", { name: /€74.50, CHF.60/ })
      .waitFor();
    await page.getByRole("button", { name: "Chart" }).click();
    await page.getByRole("radiogroup", { name: "Currency" }).getByText("CHF").click();
  }, 200_000);

  it("is readable in both themes and on a phone", async () => {
    await page.goto(`${studio.aisle.studio}/value`);
    await page.getByRole("row", { name: /Home/ }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
      if (process.env.AISLE_SHOTS)
        await page.screenshot({ path: `${process.env.AISLE_SHOTS}/value-${colorScheme}.png` });
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 390, height: 844 });
    // Charts follow the width a moment later.
    const sideways = () =>
      page.evaluate(() =>
        [document.documentElement, document.querySelector("main")!].map((one) => one.scrollWidth - one.clientWidth),
      );
    await expect.poll(sideways, { timeout: 5_000 }).toEqual([0, 0]);
    if (process.env.AISLE_SHOTS) await page.screenshot({ path: `${process.env.AISLE_SHOTS}/value-390.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it("holds shoppers out by the keyboard, starts the month's experiment, and takes it away again", async () => {
    await page.goto(`${studio.aisle.studio}/value`);
    await page.getByRole("button", { name: "Hold out shoppers of Home" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Holdout of Home" });
    await dialog.getByLabel("Held out, % of shoppers").fill("10");
    if (process.env.AISLE_SHOTS) await page.screenshot({ path: `${process.env.AISLE_SHOTS}/value-dialog.png` });
    await dialog.getByRole("button", { name: "Hold out" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    const row = page.getByRole("row", { name: /Home/ });
    await row.getByRole("link", { name: "The holdout" }).waitFor();
    interface Held {
      readonly id: string;
      readonly kind: string;
      readonly state: string;
    }
    const held = async () =>
      (await call<readonly Held[]>("experiments.list", { pipelineId }, false)).filter(({ kind }) => kind === "holdout");
    await vi.waitFor(async () => expect(await held()).toMatchObject([{ state: "running" }]), {
      timeout: 60_000,
      interval: 500,
    });
    await page.getByRole("button", { name: "Change the holdout of Home" }).click();
    await page.getByRole("button", { name: "Hold out nobody" }).click();
    await vi.waitFor(async () => expect(await held()).toMatchObject([{ state: "stopped" }]), { timeout: 20_000 });
  }, 120_000);

  it("is exported as rows and as one page", async () => {
    await page.goto(`${studio.aisle.studio}/value`);
    for (const [name, file, holds] of [
      ["Rows, as CSV", `value-${month()}.csv`, "attributed revenue,home-recommendations,Home,,EUR,74.50"],
      ["Report, as HTML", `value-${month()}.html`, "€74.50"],
      ["Report, as PDF", `value-${month()}.pdf`, "%PDF-1."],
    ] as const) {
      await page.getByRole("button", { name: "Export" }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("menuitem", { name }).click();
      const saved = await download;
      expect(saved.suggestedFilename()).toBe(file);
      expect(await readFile(await saved.path(), "utf8")).toContain(holds);
    }
  });

  it("threw nothing", () => {
    expect(studio.broken).toEqual([]);
  });
});
