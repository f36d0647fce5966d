import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, signInOwner, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import type { RunningAisle } from "./running-aisle.ts";

describe.skipIf(browserPath === undefined)("as a merchandiser, in a browser", () => {
  let studio: OpenStudio;
  let aisle: RunningAisle;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio({ signIn: false });
    ({ aisle, context, page } = studio);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const card = (title: string) => cardOf(page, title);

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

  it("publishes, answers a call with a key, and shows the decision with its trace", async () => {
    await page.getByRole("button", { name: /^Publish/ }).click();
    await page.getByLabel("Name of this version").fill("five only");
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await page.getByText("Version 1 is live at /v1/home-recommendations.").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Open the endpoint" }).click();

    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("web-storefront");
    await page.getByRole("button", { name: "Make the key" }).click();
    const key = (await page.getByRole("dialog").locator("pre").textContent())!;
    await page.getByRole("button", { name: "I have it" }).click();

    const url = `${aisle.endpoints}/v1/home-recommendations`;
    const call = (authorization: string) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({ shopperId: "s_00001" }),
      });
    expect((await call("Bearer aisle_live_wrong")).status).toBe(401);
    const answer = await call(`Bearer ${key}`);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { items: unknown[]; decisionId: string };
    expect(body.items).toHaveLength(5);

    const row = page.locator(`a[href="/traces/${body.decisionId}"]`);
    await row.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await row.click();
    await page.getByText("Answered with 5 products").waitFor();
    await page.getByRole("cell", { name: "Best sellers" }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("tries the endpoint from the studio and shows the answer as a shelf", async () => {
    await page.goto(`${aisle.studio}/endpoints/home-recommendations`);
    await page.getByRole("button", { name: /^Send/ }).click();
    await page.getByText("200", { exact: true }).waitFor();
    await page.getByText(/Where the .* ms went/).waitFor();
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
