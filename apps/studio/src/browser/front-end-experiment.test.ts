import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio } from "./studio-procedure.ts";

const require = createRequire(import.meta.url);
const sdk = join(require.resolve("@growthbook/growthbook/package.json"), "../dist/bundles/esm.js");
const visitors = 24;

describe.skipIf(browserPath === undefined)("an experiment of a shop's front end, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let shop: Server;
  let snippet = "";
  // Of all attempts: visitors of one that failed stay in the experiment.
  const shown = { grey: 0, green: 0 };
  const shopPage = `<!doctype html><title>Shop</title><body>
    <script type="importmap">{"imports":{"@growthbook/growthbook":"/growthbook.js"}}</script>
    <script type="module">
      import { track, value } from "/snippet.js";
      const order = { order_id: crypto.randomUUID(), currency: "EUR", products: [{ product_id: "p1", price: 5 }] };
      if (value === "green") await track("Order Completed", order);
      document.body.dataset.value = JSON.stringify(value);
    </script>`;
  const bothThemes = async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
    }
  };

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
    const script = await readFile(sdk, "utf8");
    const files: { readonly [path: string]: () => readonly [type: string, text: string] } = {
      "/": () => ["text/html", shopPage],
      "/growthbook.js": () => ["text/javascript", script],
      "/snippet.js": () => ["text/javascript", snippet],
    };
    shop = createServer((request, response) => {
      const [type, text] = files[request.url ?? ""]?.() ?? ["text/plain", ""];
      response.setHeader("content-type", type).end(text);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => shop.once("listening", resolve));
  }, 300_000);

  afterAll(async () => {
    shop?.close();
    await studio?.close();
  }, 60_000);

  runSteps(() => page);

  it("is begun by its owner, with a value for each arm", async () => {
    await page.goto(`${studio.aisle.studio}/experiments`);
    await page.getByRole("button", { name: "New experiment" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New experiment" });
    await dialog.getByRole("radio", { name: "In the shop’s front end" }).check();
    await bothThemes();
    await dialog.getByLabel("Name").fill("Green button");
    await dialog.getByLabel("Key of the feature").fill("Buy button");
    await dialog.getByText("Small letters, digits and hyphens", { exact: false }).waitFor();
    await dialog.getByLabel("Key of the feature").fill("buy-button");
    await dialog.getByRole("button", { name: "Plan it" }).click();
    await page.getByRole("textbox", { name: "Value" }).first().fill("grey");
    await page.getByRole("textbox", { name: "Value" }).nth(1).fill("green");
    await page.getByText("Stored", { exact: true }).waitFor();
    await page.getByText("Nothing stands in the way.").waitFor();
  });

  it("hands out the client key, the payload's address and a snippet with a write key, on a phone too", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await bothThemes();
    const main = page.locator("main");
    await expect.poll(() => main.evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(1);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(await page.getByRole("textbox", { name: "Client key" }).inputValue()).toMatch(/^sdk-[0-9a-f]{32}$/);
    await page.getByRole("button", { name: "Make a write key" }).click();
    const dialog = page.getByRole("dialog", { name: "New key" });
    await dialog.getByLabel("Name").fill("front end");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await dialog.getByRole("button", { name: "I have it" }).click();
    await page.getByText("The key that you just made stands in the snippet.", { exact: false }).waitFor();
    await studio.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy the snippet" }).click();
    snippet = await page.evaluate(() => navigator.clipboard.readText());
    expect(snippet).toContain('getFeatureValue("buy-button", "grey")');
  });

  it("starts at once, and its payload holds it", async () => {
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor();
    const address = await page.getByRole("textbox", { name: "Address of the payload" }).inputValue();
    const variations = async () => {
      const { features } = (await (await fetch(address)).json()) as {
        features: { [key: string]: { rules: { variations: unknown[] }[] } };
      };
      return features["buy-button"]?.rules[0]?.variations;
    };
    await expect.poll(variations, { timeout: 30_000 }).toEqual(["grey", "green"]);
  }, 60_000);

  it("is run by the snippet on pages of the shop, and what visitors saw and bought stands on the readout", async () => {
    const { port } = shop.address() as AddressInfo;
    for (let at = 0; at < visitors; at++) {
      const context = await studio.browser.newContext();
      const visit = await context.newPage();
      // The exposure goes out beside the page: who leaves at once may take it along.
      const exposed = visit.waitForResponse(
        (answer) =>
          answer.url().endsWith("/batch") && answer.request().postData()?.includes("Experiment Viewed") === true,
      );
      await visit.goto(`http://localhost:${port}/`);
      expect((await exposed).status()).toBe(200);
      await visit.locator("body[data-value]").waitFor({ state: "attached" });
      const value = JSON.parse((await visit.locator("body").getAttribute("data-value"))!) as "grey" | "green";
      shown[value]++;
      await context.close();
    }
    expect(Math.min(shown.grey, shown.green)).toBeGreaterThan(2);
    const id = /experiments\/(exp_\w+)/.exec(page.url())![1]!;
    type Detail = {
      readonly reading: {
        readonly units: unknown;
        readonly metrics: readonly { readonly metric: string; readonly arms: readonly { sum: number }[] }[];
      } | null;
    };
    const found = async () => {
      const { reading } = await detail();
      const conversion = reading?.metrics.find(({ metric }) => metric === "built-in/conversion");
      return { units: reading?.units, orders: conversion?.arms.map(({ sum }) => sum) };
    };
    const detail = () => callStudio<Detail>(page, studio.aisle.studio, "experiments.get", { id }, false);
    await callStudio(page, studio.aisle.studio, "experiments.refresh", { id });
    await expect
      .poll(found, { timeout: 60_000 })
      .toEqual({ units: { a: shown.grey, b: shown.green }, orders: [0, shown.green] });
    await page.reload();
    await page.getByText(`${shown.grey + shown.green} visitors`).waitFor();
    await page.getByText(`As it is ${shown.grey}`).waitFor();
    await bothThemes();
    expect(studio.broken).toEqual([]);
  }, 240_000);
});
