import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemplate, runWhole } from "./canvas-page.ts";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

/** A picture of one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const pictured = "https://pictures.example/tent.png";

describe.skipIf(browserPath === undefined)("products with names, in a browser", { timeout: 90_000 }, () => {
  let studio: OpenStudio;
  let page: Page;
  const asked: Request[] = [];

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    await studio.context.route(/pictures\.example/, (route) => {
      asked.push(route.request());
      return route.request().url().includes("broken")
        ? route.fulfill({ status: 404, body: "" })
        : route.fulfill({ contentType: "image/png", body: pixel });
    });
    await openTemplate(page, /Home recommendations/);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const card = (title: string) => cardOf(page, title);
  // The pointer may rest on a button of the frame, which then has a tooltip too.
  const tip = () => page.locator("[role=tooltip][data-tip]");
  const menu = () => page.getByRole("menu", { name: /^What to do with/ });
  const story = () => page.getByRole("region", { name: /^Why / });
  const run = () => runWhole(page);
  const firstOf = (title: string) => card(title).locator("[data-product]").first();
  const idOf = (title: string) => firstOf(title).getAttribute("data-product");
  const bothThemes = async () => {
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  };

  it("names a product by title, price, stock and id under the pointer and under the keyboard", async () => {
    const id = (await idOf("Answer"))!;
    await firstOf("Answer").hover();
    await tip().getByText(id, { exact: true }).waitFor();
    expect(await tip().innerText()).toMatch(/[€$£]\d.*, (\d[\d,]* in stock|\d left|sold out|stock unknown)/);
    await bothThemes();
    await page.keyboard.press("Escape");
    await tip().waitFor({ state: "detached" });
    await page.mouse.move(5, 400);
    await card("Answer").focus();
    await page.keyboard.press("Tab");
    const tile = firstOf("Answer").getByRole("button");
    await tile.focus();
    // A focus by a script shows itself as one by the keyboard once a key was pressed.
    await tip().getByText(id, { exact: true }).waitFor();
    const described = await tile.getAttribute("aria-describedby");
    expect(described).toBe(await tip().getAttribute("id"));
  });

  it("opens a wide shelf of everything that came out of a node, and explains from there why a product is there", async () => {
    await card("Answer")
      .getByRole("button", { name: /^Answered with/ })
      .click();
    const dialog = page.getByRole("dialog", { name: "Answer" });
    const places = dialog.locator("[data-product]");
    await places.first().waitFor();
    expect(await places.count()).toBeGreaterThan(4);
    await dialog.getByText((await places.last().getAttribute("data-product"))!, { exact: true }).waitFor();
    await bothThemes();
    await places.nth(1).getByRole("button").click();
    await dialog.waitFor({ state: "detached" });
    await story()
      .getByText(/^Shown 2nd: /)
      .waitFor();
  });

  it("pins a product by its menu in one step to undo, buries it, and says what it did", async () => {
    const id = (await idOf("Answer"))!;
    await firstOf("Answer").click({ button: "right" });
    await menu().waitFor();
    await bothThemes();
    await menu().getByRole("menuitem", { name: "Pin here, to the 1st place" }).click();
    await page
      .getByText(/^Pinned “.*” to the 1st place by (a new )?Pin & boost/)
      .first()
      .waitFor();
    await card("Pin & boost").waitFor();
    await run();
    await card("Pin & boost").getByRole("img", { name: "pinned" }).first().waitFor();
    await page.getByRole("button", { name: "Undo" }).click();

    await firstOf("Answer").getByRole("button").focus();
    await page.keyboard.press("Shift+F10");
    await menu().getByRole("menuitem", { name: "Bury this" }).waitFor();
    // The menu opens on its first entry.
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/Bury this|Pin here/);
    await menu().getByRole("menuitem", { name: "Bury this" }).focus();
    await page.keyboard.press("Enter");
    await page
      .getByText(/^Buried “.*” by (a new )?Pin & boost/)
      .first()
      .waitFor();
    await run();
    await expect.poll(() => idOf("Answer")).not.toBe(id);
  });

  it("asks why, and why not, by the same menu", async () => {
    await firstOf("Answer").getByRole("button").focus();
    await page.keyboard.press("ContextMenu");
    await menu().getByRole("menuitem", { name: "Why is it here" }).click();
    await story()
      .getByText(/^Shown 1st: /)
      .waitFor();
    await story()
      .getByRole("button", { name: /^What to do with/ })
      .click();
    await menu().getByRole("menuitem", { name: "Why not another product" }).click();
    await page.getByRole("dialog", { name: "Why this product" }).getByLabel("Which product?").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("shows the pictures of the catalog by https without a referrer, and the drawing where there is none", async () => {
    const folder = join(studio.aisle.home, "files");
    await mkdir(folder, { recursive: true });
    const file = join(folder, "pictured.csv");
    await writeFile(
      file,
      [
        "id,title,price,currency,image,stock",
        `mine-1,Pictured tent,99.00,EUR,${pictured},3`,
        "mine-2,Pictured plain,99.00,EUR,http://pictures.example/plain.png,3",
        "mine-3,Pictured broken,99.00,EUR,https://pictures.example/broken.png,3",
      ].join("\n"),
    );
    await page.goto(`${studio.aisle.studio}/catalogue`);
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "Import pictured.csv" }).click();
    await page.getByRole("region", { name: "Import report" }).waitFor();
    await page.getByLabel("Search the products").fill("Pictured");
    const row = (title: string) => page.getByRole("row").filter({ hasText: title });
    const tent = row("Pictured tent").locator("img");
    await expect.poll(() => tent.evaluate((at) => (at as HTMLImageElement).naturalWidth)).toBe(1);
    expect(await tent.evaluate((at) => getComputedStyle(at).opacity)).toBe("1");
    expect(await tent.getAttribute("loading")).toBe("lazy");
    await row("Pictured broken").waitFor();
    await expect.poll(() => row("Pictured broken").locator("img").count()).toBe(0);
    expect(await row("Pictured plain").locator("img").count()).toBe(0);
    for (const title of ["Pictured broken", "Pictured plain"])
      await row(title).locator("svg[role=img]").first().waitFor();
    expect(asked.map((one) => one.url())).toContain(pictured);
    expect(asked.filter((one) => one.url().startsWith("http:"))).toEqual([]);
    for (const one of asked) expect((await one.allHeaders()).referer).toBeUndefined();
    await row("Pictured tent").locator("[data-product]").first().hover();
    await tip().getByText("mine-1", { exact: true }).waitFor();
    await tip().getByText("€99, 3 left").waitFor();
  });

  it("fits a screen of 390 pixels", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${studio.aisle.studio}/pipelines`);
    await page.getByRole("link", { name: "Home recommendations" }).first().click();
    await card("Answer").waitFor();
    await run();
    await card("Answer")
      .getByRole("button", { name: /^Answered with/ })
      .click();
    const dialog = page.getByRole("dialog", { name: "Answer" });
    await dialog.locator("[data-product]").first().waitFor();
    const box = (await dialog.boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(390.5);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.locator("[data-product]").first().click({ button: "right" });
    const list = (await menu().boundingBox())!;
    expect(list.x).toBeGreaterThanOrEqual(0);
    expect(list.x + list.width).toBeLessThanOrEqual(390.5);
    expect(studio.broken).toEqual([]);
  });
});
