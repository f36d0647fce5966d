import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PageName } from "../client/page-paths.ts";
import { browserPath, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { addressOf, pageNames, visit } from "./visit-pages.ts";

const slug = "home-recommendations";

describe.skipIf(browserPath === undefined)("every page, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let pipelineId: string;
  let decisionId: string;
  let experimentId: string;
  let productId: string;

  /** Calls the studio's server as the signed-in person's browser does. */
  const call = <T>(procedure: string, input: unknown, method: "GET" | "POST" = "POST"): Promise<T> =>
    page.evaluate(
      async ([name, given, by]) => {
        const search = by === "GET" ? `?input=${encodeURIComponent(JSON.stringify(given))}` : "";
        const response = await fetch(`/trpc/${name}${search}`, {
          method: by,
          ...(by === "GET" ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(given) }),
        });
        const answer = (await response.json()) as { result?: { data: unknown } };
        if (answer.result === undefined) throw new Error(`${name}: ${JSON.stringify(answer)}`);
        return answer.result.data;
      },
      [procedure, input, method] as const,
    ) as Promise<T>;

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
    ({ pipelineId } = await call<{ pipelineId: string }>("pipelines.create", { name: "Home", templateId: slug }));
    const { jobId } = await call<{ jobId: string }>("pipelines.publish", {
      pipelineId,
      slug,
      name: "first",
      notes: "",
      revision: 0,
    });
    const patience = { timeout: 60_000, interval: 200 };
    await vi.waitFor(
      async () => expect((await call<{ state: string }>("jobs.get", { jobId }, "GET")).state).toBe("done"),
      patience,
    );
    const answered = async () => {
      const answer = await call<{ status: number; decisionId: string; items: { id: string }[] }>("endpoints.tryIt", {
        slug,
        body: { shopperId: "s_00001", limit: 6 },
      });
      if (answer.status === 200) ({ decisionId } = answer);
      productId = answer.items[0]?.id ?? "";
      return answer.status;
    };
    await vi.waitFor(async () => expect(await answered()).toBe(200), patience);
    ({ id: experimentId } = await call<{ id: string }>("experiments.begin", { pipelineId, edits: [] }));
  }, 300_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const visited = () => ({ studio: studio.aisle.studio, pipelineId, slug, decisionId, experimentId });
  const open = (name: PageName) => visit(page, name, visited());
  const sidewaysOn = () =>
    page.evaluate(() =>
      [document.documentElement, document.querySelector("main")!]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => `${element.tagName} ${element.scrollWidth} in ${element.clientWidth}`),
    );
  /** How far the document itself scrolls, in px: what is long scrolls in the page's middle. */
  const belowTheFoot = () =>
    page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);

  it.each(pageNames)("has no serious finding of axe, light and dark, and fits a laptop: %s", async (name) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await open(name);
      expect([name, colorScheme, await seriousFindings(page)]).toEqual([name, colorScheme, []]);
      expect([name, await sidewaysOn()]).toEqual([name, []]);
      expect([name, await belowTheFoot()]).toEqual([name, 0]);
    }
  });

  it("fits a phone, with every page a touch away", async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const name of pageNames.filter((one) => one !== "canvas")) {
      await open(name);
      expect([name, await sidewaysOn()]).toEqual([name, []]);
      const rail = (await page.getByRole("navigation", { name: "Aisle" }).boundingBox())!;
      expect(rail.y + rail.height).toBeLessThanOrEqual(844);
      expect(rail.x + rail.width).toBeLessThanOrEqual(390);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  it("finds requests by outcome, time and product, and opens their traces", async () => {
    await page.goto(addressOf("runs", visited()));
    const row = page.locator(`main a[href="/traces/${decisionId}"]`);
    await row.waitFor();
    await page.getByLabel("Slower than, ms").fill("500000");
    await page.getByText("No request matches").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).first().click();
    await row.waitFor();
    await page.getByLabel("Product or decision").fill("no-such-product");
    await page.getByText("No request matches").waitFor();
    await page.getByLabel("Product or decision").fill(productId);
    await row.waitFor();
    expect(page.url()).toContain(`find=${productId}`);
    await row.click();
    await page.getByText("Answered with 6 products").waitFor();
  });

  it("narrows the catalogue by facets and shows a product with its stock", async () => {
    await page.goto(addressOf("catalogue", visited()));
    const brand = page.getByRole("group", { name: "Brand" }).getByRole("button").first();
    await brand.waitFor();
    const counted = Number(/([\d,]+)$/.exec((await brand.innerText()).trim())![1]!.replaceAll(",", ""));
    expect(counted).toBeGreaterThan(0);
    await brand.click();
    await page
      .getByText(`${counted.toLocaleString("en")} product${counted === 1 ? "" : "s"}`, { exact: true })
      .waitFor();
    const rows = page.locator("main tbody tr");
    expect(await rows.count()).toBe(Math.min(25, counted));
    await rows.first().getByRole("button").click();
    const drawer = page.getByRole("dialog");
    await drawer.locator("span", { hasText: /in stock|left|sold out|stock unknown/ }).waitFor();
    await drawer.getByText("Category", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("shows an endpoint's OpenAPI document", async () => {
    await page.goto(addressOf("endpoint", visited()));
    await page.getByRole("button", { name: "Show the document" }).click();
    await page.getByText(`"/v1/${slug}"`).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toBe(`${slug}.openapi.json`);
  });

  it("rebuilds the collections and says how far it is", async () => {
    await page.goto(addressOf("collections", visited()));
    await page.getByRole("button", { name: "Rebuild" }).click();
    await page.getByText("Index the catalogue").waitFor();
    await page.locator("main").getByText("Done", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole("cell", { name: "2,000" }).waitFor();
  });

  it("draws what can be seen of a large graph once the view rests, and lets it be dragged at once", async () => {
    const nodes = Array.from({ length: 120 }, (_, at) => ({
      id: `n${at}`,
      type: "find.trending",
      version: 1,
      position: { x: (at % 12) * 240, y: Math.floor(at / 12) * 200 },
      title: `List ${at}`,
      config: {},
    }));
    const graph = { format: 1, nodes, edges: [], notes: [], groups: [], samples: [] };
    const large = await call<{ pipelineId: string }>("pipelines.create", { name: "Large", graph });
    await page.goto(new URL(`/pipelines/${large.pipelineId}`, studio.aisle.studio).href);
    const card = (at: number) => page.locator(`.react-flow__node[data-id="n${at}"]`);
    const undrawn = (at: number) => card(at).getAttribute("data-skipped");
    const transform = () => page.locator(".react-flow__viewport").getAttribute("style");
    // All of it in view, from too far to be read.
    await page.setViewportSize({ width: 1440, height: 900 });
    await card(119).waitFor({ state: "attached" });
    await page.keyboard.press("0");
    await expect.poll(() => undrawn(119), { timeout: 10_000 }).toBe("far");
    await page.keyboard.press("1");
    const drawn = () => page.locator(".react-flow__node-node:not([data-skipped])").count();
    await expect.poll(drawn).toBeGreaterThan(5);
    expect(await drawn()).toBeLessThan(80);
    const canvas = (await page.locator("#canvas").boundingBox())!;
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    const before = await transform();
    const first = await page.locator(".react-flow__node-node:not([data-skipped])").first().getAttribute("data-id");
    for (let turn = 0; turn < 30; turn++) await page.mouse.wheel(60, 20);
    await expect.poll(transform).not.toBe(before);
    await expect.poll(() => undrawn(Number(first!.slice(1)))).toBe("out");
    const at = await page.evaluate(() => {
      const stage = document.getElementById("canvas")!.getBoundingClientRect();
      const cards = [...document.querySelectorAll<HTMLElement>(".react-flow__node")];
      const seen = cards.find((one) => {
        const box = one.getBoundingClientRect();
        return box.left > stage.left + 60 && box.top > stage.top + 60 && box.right < stage.right - 300;
      });
      return Number(seen!.dataset.id!.slice(1));
    });
    await expect.poll(() => undrawn(at)).toBeNull();
    await card(at)
      .getByRole("heading", { name: `List ${at}` })
      .waitFor();
    // Turned once more and taken at once: what is dragged follows the pointer from where it is seen.
    await page.mouse.wheel(0, -40);
    await expect.poll(() => page.locator(".react-flow[data-moving]").count()).toBe(0);
    const box = (await card(at).boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 14);
    await page.mouse.down();
    await page.mouse.move(box.x + 60 + 48, box.y + 14 + 32, { steps: 6 });
    await page.mouse.up();
    const moved = (await card(at).boundingBox())!;
    expect([Math.abs(moved.x - box.x - 48) <= 8, Math.abs(moved.y - box.y - 32) <= 8]).toEqual([true, true]);
    await page.keyboard.down("Control");
    for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 100);
    await page.keyboard.up("Control");
    await expect.poll(() => undrawn(at)).toBe("tiny");
    await page.getByRole("button", { name: "20 %" }).waitFor();
    await page.keyboard.press("0");
    await page.getByRole("img", { name: "Map of the graph" }).waitFor({ state: "detached" });
    await page.keyboard.press("1");
    await page.getByRole("button", { name: "100 %" }).waitFor();
    await page.getByRole("img", { name: "Map of the graph" }).waitFor();
  });

  it("cancels a running import and runs it again", async () => {
    const lines = Array.from({ length: 150_000 }, (_, at) => `p${at},Product ${at},Things,${at % 900}.50,EUR,3`);
    const csv = `id,title,category,price,currency,stock\n${lines.join("\n")}\n`;
    await page.goto(addressOf("jobs", visited()));
    await page.evaluate(async (text) => {
      const map = {
        id: "id",
        title: "title",
        category: "category",
        price: "price",
        currency: "currency",
        stock: "stock",
      };
      const search = new URLSearchParams({ file: "large.csv", map: JSON.stringify(map) });
      const response = await fetch(`/api/import/catalog?${search}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "x-aisle-upload": "1" },
        body: text,
      });
      if (!response.ok) throw new Error(await response.text());
    }, csv);
    const row = page.getByRole("row", { name: /large\.csv/ });
    await row.getByRole("button", { name: /^Cancel/ }).click();
    await row.getByText("Cancelled.").waitFor({ timeout: 30_000 });
    await row.getByRole("button", { name: /again$/ }).click();
    await row.getByText(/Waiting|Running/).waitFor();
    await row.getByRole("button", { name: /^Cancel/ }).click();
    await row.getByText("Cancelled.").waitFor({ timeout: 30_000 });
  });

  it("threw nothing on any page", () => {
    expect(studio.broken).toEqual([]);
  });
});
