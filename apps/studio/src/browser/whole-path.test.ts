import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, signInOwner, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import type { RunningAisle } from "./running-aisle.ts";

describe.skipIf(browserPath === undefined)("as a merchandiser, in a browser", { timeout: 90_000 }, () => {
  const keys = { call: "", write: "" };
  let studio: OpenStudio;
  let aisle: RunningAisle;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio({ signIn: false, fresh: true });
    ({ aisle, context, page } = studio);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const card = (title: string) => cardOf(page, title);
  /** At a desk the left column goes down as far as the right one, on a phone nothing is wider than the page. */
  const columnsFill = async () => {
    const size = page.viewportSize()!;
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const ends = await page.evaluate(() => {
        const cards = [...document.querySelectorAll("section")].map((one) => one.getBoundingClientRect());
        const end = (of: readonly DOMRect[]) => Math.max(...of.map(({ bottom }) => bottom));
        const middle = window.innerWidth * 0.6;
        return {
          left: end(cards.filter(({ left }) => left < middle)),
          right: end(cards.filter(({ left }) => left >= middle)),
          widest: Math.max(...cards.map(({ right }) => right)),
          empty: cards.filter(({ height }) => height < 60).length,
        };
      });
      expect(ends.widest).toBeLessThanOrEqual(width);
      expect(ends.empty).toBe(0);
      if (width === 1280) expect(ends.left).toBeGreaterThanOrEqual(ends.right - 4);
    }
    await page.setViewportSize(size);
  };

  it("signs the owner in by the printed link, which works once", async () => {
    await signInOwner(page, aisle.signIn);
    expect(await seriousFindings(page)).toEqual([]);

    const outsider = await studio.browser.newContext();
    const second = await outsider.newPage();
    await second.goto(aisle.signIn);
    await second.getByText("This link cannot be used").waitFor();
    await outsider.close();
  });

  it("opens a template and runs it in place, with data on every node", async () => {
    await page
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .click();
    await card("Answer").waitFor();
    await page.keyboard.press("Control+Enter");
    await card("Answer")
      .getByText(/Answered with \d+/)
      .waitFor();
    expect(await card("Best sellers").getByRole("img", { name: /./ }).count()).toBeGreaterThan(3);
    await card("In stock")
      .getByText(/Kept \d+ of \d+|Ran, \d+ products/)
      .waitFor();
  });

  it("changes a node, saves by itself, undoes and does again", async () => {
    await card("Answer").click({ position: { x: 60, y: 14 } });
    const count = page.getByRole("textbox", { name: "Count", exact: true });
    await count.fill("5");
    await page.getByText(/rev 1, saved/).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".react-flow__pane").click({ position: { x: 600, y: 8 } });
    await page.keyboard.press("Control+z");
    await page.getByText(/rev 2, saved/).waitFor();
    await page.keyboard.press("Control+Shift+z");
    await page.getByText(/rev 3, saved/).waitFor();
    await page.keyboard.press("Control+Enter");
    await card("Answer").getByText("Answered with 5").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("refuses a wire of the wrong type and says why", async () => {
    const port = async (node: string, name: string, side: string) => {
      const box = (await page
        .locator(`.react-flow__node[data-id="${node}"] .react-flow__handle.${side}[data-handleid="${name}"]`)
        .boundingBox())!;
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const idOf = async (title: string) => (await card(title).getAttribute("data-id"))!;
    const from = await port(await idOf("Endpoint request"), "text", "source");
    const to = await port(await idOf("In stock"), "products", "target");
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await page.getByRole("alertdialog").getByText("This input takes Products, the wire carries Text.").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
  });

  it("publishes, and says before the first call how to make one", async () => {
    await page.getByRole("button", { name: /^Publish/ }).click();
    await page.getByLabel("Name of this version").fill("five only");
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await page.getByText("Version 1 is live at /v1/home-recommendations.").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Open the endpoint" }).click();

    await page.getByRole("heading", { name: "Nothing has called it yet" }).waitFor();
    await columnsFill();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByLabel("Name").fill("web-storefront");
    await page.getByRole("button", { name: "Make the key" }).click();
    keys.call = (await page.getByRole("dialog").locator("pre").textContent())!;
    await page.getByRole("button", { name: "I have it" }).click();
    await page
      .locator("pre", { hasText: `Bearer ${keys.call}` })
      .first()
      .waitFor();
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("events");
    await page.getByRole("dialog").getByText("Send events").click();
    await page.getByRole("button", { name: "Make the key" }).click();
    keys.write = (await page.getByRole("dialog").locator("pre").textContent())!;
    await page.getByRole("button", { name: "I have it" }).click();
  });

  it("answers a call with a key, and shows the decision with who asked and what followed", async () => {
    const url = `${aisle.endpoints}/v1/home-recommendations`;
    const call = (authorization: string) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({ shopperId: "s_00001" }),
      });
    expect((await call("Bearer aisle_live_wrong")).status).toBe(401);
    const answer = await call(`Bearer ${keys.call}`);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { items: { id: string }[]; decisionId: string };
    expect(body.items).toHaveLength(5);

    const row = page.locator(`a[href="/traces/${body.decisionId}"]`);
    await row.waitFor();
    await page.getByRole("heading", { name: "Nothing has called it yet" }).waitFor({ state: "detached" });
    expect(await seriousFindings(page)).toEqual([]);
    const track = (event: string, properties: object) => ({
      ...{ type: "track", event, userId: "s_00001", timestamp: new Date().toISOString() },
      properties: { decision_id: body.decisionId, ...properties },
    });
    const [, second, third] = body.items;
    const batch = [
      track("Product Clicked", { product_id: second!.id }),
      track("Order Completed", {
        ...{ order_id: "A-1", currency: "EUR" },
        products: [second!, third!].map(({ id }) => ({ product_id: id, quantity: 1, price: 20 })),
      }),
    ];
    const sent = await fetch(`${aisle.endpoints}/events/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${keys.write}` },
      body: JSON.stringify({ batch }),
    });
    expect(sent.status).toBe(200);
    await row.click();
    await page.getByText("Answered with 5 products").waitFor();
    await page.getByText("asked with the key “web-storefront” for s_00001").waitFor();
    const followed = page.locator("section", { hasText: "What followed" }).last();
    await followed.getByText("1 view, 1 order of 2 units").waitFor();
    await followed.getByRole("row", { name: /Clicked.*2nd.*the answer’s id/ }).waitFor();
    await followed.getByRole("row", { name: /Bought.*1 unit, €20.*3rd/ }).waitFor();
    await page.getByRole("cell", { name: "Best sellers" }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("tries the endpoint from the studio and shows the answer as a shelf", async () => {
    await page.goto(`${aisle.studio}/endpoints/home-recommendations`);
    await page.getByRole("button", { name: /^Send/ }).click();
    await page.getByText("200", { exact: true }).waitFor();
    await page.getByText(/Where the .* ms went/).waitFor();
    await page.locator('a[href^="/traces/"]', { hasText: /^dec_/ }).first().click();
    await page.getByText(/tried by Ines Kurz/).waitFor();
    await page.goBack();
  });

  it("stores edits while the server cannot be reached, and sends them when it can", async () => {
    await page.getByRole("button", { name: "Open pipeline" }).click();
    await card("Answer").waitFor();
    await context.setOffline(true);
    await card("Answer").click({ position: { x: 60, y: 14 } });
    await page.getByRole("textbox", { name: "Count", exact: true }).fill("7");
    await page.getByText("1 edit waits").waitFor();
    await context.setOffline(false);
    await page.getByText(/rev 4, saved/).waitFor({ timeout: 30_000 });
    await page.reload();
    await card("Answer").getByText("up to 7 products").waitFor();
  });

  it("shows an edit at once in another tab that has the pipeline open", async () => {
    const other = await context.newPage();
    await other.goto(page.url());
    await other.getByText("up to 7 products").waitFor();
    await card("Answer").click({ position: { x: 60, y: 14 } });
    await page.getByRole("textbox", { name: "Count", exact: true }).fill("9");
    await other.getByText("up to 9 products").waitFor();
    await other.locator('.react-flow__node[aria-label="Diversity"]').click({ position: { x: 60, y: 14 } });
    await other.keyboard.press("Delete");
    await card("Diversity").waitFor({ state: "detached" });
    await other.keyboard.press("Control+z");
    await card("Diversity").waitFor();
    await other.close();
  });

  it("has no serious finding of axe on the other pages, and threw nothing anywhere", async () => {
    for (const path of ["pipelines", "endpoints", "catalogue", "jobs", "settings"]) {
      await page.goto(`${aisle.studio}/${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle").catch(() => undefined);
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
    }
    expect(studio.broken).toEqual([]);
  });
});
