import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

const template = fileURLToPath(new URL("../../../../templates/best-sellers-exploring.json", import.meta.url));
const screen = { width: 390, height: 844 };

/** The studio on a screen of 390 pixels, with fingers where a mouse would be. */
describe.skipIf(browserPath === undefined)("on a phone", () => {
  let studio: OpenStudio;
  let page: Page;
  let touches: CDPSession;

  beforeAll(async () => {
    studio = await startStudio();
    const context = await studio.browser.newContext({
      viewport: screen,
      hasTouch: true,
      isMobile: true,
      storageState: await studio.context.storageState(),
    });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    touches = await context.newCDPSession(page);
    await page.goto(studio.aisle.studio);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const noSideways = () =>
    expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(screen.width);
  const inside = async (box: { x: number; y: number; width: number; height: number } | null) => {
    expect(box).not.toBeNull();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(screen.width + 0.5);
    expect(box!.y + box!.height).toBeLessThanOrEqual(screen.height + 0.5);
  };
  const view = () =>
    page.locator(".react-flow__viewport").evaluate((at) => new DOMMatrix(getComputedStyle(at).transform).e);
  /** Slides one finger. */
  const slide = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
    await touches.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [from] });
    for (let step = 1; step <= 8; step++) {
      const at = { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 };
      await touches.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [at] });
    }
    await touches.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  const settings = () => page.getByRole("complementary", { name: "Settings of the node" });

  it("opens a template with the stage as wide as the screen, and one finger pans, over a card too", async () => {
    await page
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .tap();
    await page.locator(".react-flow__node").first().waitFor();
    await noSideways();
    const stage = await page.locator("#canvas").boundingBox();
    expect(stage).toMatchObject({ x: 0, width: screen.width });
    await expect.poll(() => page.getByRole("button", { name: "Run", exact: true }).isEnabled()).toBe(true);
    for (const name of ["Run", "Publish", "More"]) {
      const button = page.getByRole("button", { name, exact: true }).first();
      await inside(await button.boundingBox());
      // Both are rounded to whole pixels, each by itself.
      expect(await button.evaluate((at) => at.scrollWidth - at.clientWidth)).toBeLessThanOrEqual(1);
    }
    await inside(await page.getByRole("toolbar", { name: "Canvas" }).boundingBox());
    const card = (await page.locator(".react-flow__node-node").first().boundingBox())!;
    const before = await view();
    const at = { x: Math.min(card.x + 120, 300), y: card.y + 12 };
    await slide(at, { x: at.x - 100, y: at.y });
    await expect.poll(view).toBeLessThan(before - 60);
    // Panned, not moved: nothing is there to undo.
    expect(await page.getByRole("button", { name: "Undo" }).isDisabled()).toBe(true);
    await slide({ x: at.x - 100, y: at.y }, at);
    await expect.poll(view).toBeGreaterThan(before - 40);
  });

  it("shows the settings of a tapped node in a sheet under it, and takes a change of them", async () => {
    await page.getByRole("button", { name: "Fit" }).tap();
    const card = cardOf(page, "Answer");
    await card.tap({ position: { x: 60, y: 14 } });
    await settings().waitFor();
    const sheet = (await settings().boundingBox())!;
    await inside(sheet);
    expect(sheet.width).toBe(screen.width);
    await expect
      .poll(async () => {
        const box = (await card.boundingBox())!;
        return box.y >= 48 && box.y + Math.min(box.height, 60) <= sheet.y + 1;
      })
      .toBe(true);
    const field = settings().getByRole("textbox", { name: "Count", exact: true });
    await field.fill("5");
    await field.blur();
    await noSideways();
    expect(await seriousFindings(page)).toEqual([]);
    await settings().getByRole("button", { name: "Close the settings" }).tap();
    await settings().waitFor({ state: "detached" });
    await expect.poll(() => page.getByRole("button", { name: "Undo" }).isEnabled()).toBe(true);
  });

  it("runs in place and lists the last runs", async () => {
    await page.getByRole("button", { name: "Run", exact: true }).tap();
    await page
      .getByRole("status")
      .getByText(/ms, \d+ ran/)
      .waitFor();
    await page.getByRole("button", { name: "Last runs" }).tap();
    const runs = page.getByRole("region", { name: "Last runs" });
    await inside(await runs.boundingBox());
    await page.getByRole("button", { name: "Last runs" }).tap();
    await runs.waitFor({ state: "detached" });
  });

  it("lists problems within the screen, counts warnings, and a quick fix leaves the keyboard among them", async () => {
    const { graph } = JSON.parse(await readFile(template, "utf8")) as {
      graph: { edges: { from: string; to: string }[] };
    };
    // Exploration before what may move its draws is a warning, which a quick fix takes away.
    const row = ["stock", "explore", "mix", "answer"];
    for (const edge of graph.edges) {
      const at = row.findIndex((node) => `${node}.products` === edge.from);
      if (at >= 0) edge.to = `${row[at + 1]}.products`;
    }
    const pipelineId = await page.evaluate(
      async (body) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch("/trpc/pipelines.create", { method: "POST", headers, body });
        const { result } = (await answer.json()) as { result: { data: { pipelineId: string } } };
        return result.data.pipelineId;
      },
      JSON.stringify({ name: "Warned", graph }),
    );
    await page.goto(`${studio.aisle.studio}/pipelines/${pipelineId}`);
    const chip = page.getByRole("button", { name: "Ready, with 1 warning" });
    await inside(await chip.boundingBox());
    await chip.tap();
    const fix = page.getByRole("button", { name: /^Move .* to the end$/ });
    await inside(await fix.boundingBox());
    await fix.focus();
    await page.keyboard.press("Enter");
    await fix.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ready: nothing to fix" }).waitFor();
    const place = () => page.evaluate(() => document.activeElement?.getAttribute("role"));
    await expect.poll(place).toBe("dialog");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add a node" }).tap();
    const search = page.getByRole("combobox");
    await inside(await search.boundingBox());
    await page.keyboard.press("Escape");
  });

  it("shows what an import did as the command does, and gives the keyboard a place when the demo shop comes and goes", async () => {
    await page.goto(`${studio.aisle.studio}/catalogue`);
    const folder = join(studio.aisle.home, "files");
    await mkdir(folder, { recursive: true });
    const file = join(folder, "mine.csv");
    await writeFile(
      file,
      "id,title,price,currency,sale price,stock\nmine-1,My tent,99.00,EUR,79.00,3\nmine-2,My stove,19.00,EUR,,5\n",
    );
    const send = async () => {
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByRole("button", { name: "Import mine.csv" }).click();
    };
    await send();
    const report = page.getByRole("region", { name: "Import report" });
    await report.getByText("The demo shop (2000 products", { exact: false }).waitFor();
    await writeFile(
      file,
      "id,title,price,currency,sale price,stock\nmine-1,My tent,99.00,EUR,,3\nmine-2,My stove,19.00,EUR,,\n",
    );
    await page.reload();
    await send();
    await report.waitFor();
    const text = (await report.innerText()).replace(/\s+/g, " ");
    expect(text).toMatch(/changed 1/i);
    expect(text).toMatch(/unchanged 1/i);
    expect(text).toMatch(/fields cleared 1/i);
    expect(text).toMatch(/blank cells, which left what was there 1/i);
    await noSideways();

    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    const press = async (name: string) => {
      await page.getByRole("button", { name }).last().focus();
      await page.keyboard.press("Enter");
    };
    await press("Set it aside");
    await page.getByRole("dialog").waitFor();
    await press("Set it aside");
    await page.getByText("The demo shop is set aside", { exact: false }).waitFor();
    await expect.poll(focused).toBe("Bring it back");
    await page.keyboard.press("Enter");
    await page.getByText("of the demo shop are in the catalogue", { exact: false }).waitFor();
    await expect.poll(focused).toBe("Set it aside");
  });

  it("has room in the bar of the start page for everything that stands there", async () => {
    await page.goto(studio.aisle.studio);
    await page.getByText("What should the shop answer?").waitFor();
    const bar = page.getByRole("banner").first();
    expect(await bar.evaluate((at) => at.scrollWidth - at.clientWidth)).toBeLessThanOrEqual(0);
  });

  it("is shown in the dark too", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`${studio.aisle.studio}/pipelines`);
    await page.getByRole("link", { name: "Home recommendations" }).first().tap();
    await page.locator(".react-flow__node").first().waitFor();
    await noSideways();
    await cardOf(page, "Endpoint request").tap({ position: { x: 40, y: 14 } });
    await settings().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
