import { readFile } from "node:fs/promises";
import type { BrowserContext, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

describe.skipIf(browserPath === undefined)("publishing, versions, files and the clipboard", () => {
  let studio: OpenStudio;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    ({ context, page } = studio);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .click();
    await card("Answer").waitFor();
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const card = (title: string) => cardOf(page, title);
  const dialog = () => page.getByRole("dialog");
  const pick = (title: string) => card(title).click({ position: { x: 60, y: 14 } });
  const saved = () => page.getByText(/rev \d+, saved/).waitFor();
  const openPublish = () => page.getByRole("button", { name: /^Publish/ }).click();
  const openMenu = async (item: string) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const publish = async (name: string, version: number) => {
    await page.getByLabel("Name of this version").fill(name);
    await dialog().getByRole("button", { name: "Publish" }).click();
    await page.getByText(`Version ${version} is live at /v1/home-recommendations.`).waitFor({ timeout: 60_000 });
    await dialog().getByRole("button", { name: "Close" }).last().click();
    await dialog().waitFor({ state: "detached" });
  };
  const choose = async (name: string, text: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: /^(Import|Choose a(nother)? file)$/ }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  };
  const jsonOf = async (download: Download) => JSON.parse(await readFile(await download.path(), "utf8")) as GraphText;

  interface GraphText {
    readonly nodes: readonly { readonly id: string; readonly type: string; readonly config: object }[];
    readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string }[];
  }

  it("says that the first version is the first, with what it will answer", async () => {
    await openPublish();
    await dialog().getByText("The first version").waitFor();
    await dialog().getByText("11 nodes will answer.").waitFor();
    await dialog().getByText("This draft").first().waitFor();
    expect(await dialog().getByText("New visitor").count()).toBe(1);
    await page.setViewportSize({ width: 1280, height: 720 });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1440, height: 900 });
    await publish("first shelf", 1);
    await page.getByText("Draft, v1 is live").waitFor();
  });

  it("shows what changed against the live version, who changed it, and what the samples answer on both", async () => {
    await pick("Diversity");
    await page.getByRole("textbox", { name: "At most" }).fill("1");
    await pick("Trending");
    await page.keyboard.press("Delete");
    await card("Trending").waitFor({ state: "detached" });
    await pick("Best sellers");
    await page.keyboard.press("Control+d");
    await card("Best sellers").nth(1).waitFor();
    await saved();
    await page.getByRole("button", { name: "Publish 3 changes" }).waitFor();

    await openPublish();
    await dialog().getByText("3 changes since version 1, “first shelf”").waitFor();
    const changes = dialog().getByRole("list", { name: "Changes" });
    const lines = await changes
      .getByRole("listitem")
      .filter({ hasNot: page.getByRole("list") })
      .allInnerTexts();
    const texts = lines.map((line) => line.replace(/\s+/g, " "));
    expect(texts).toHaveLength(3);
    expect(texts[0]).toMatch(/^changed: At most: 4 ?→ ?is now 1 Ines Kurz, .+ ago$/);
    expect(texts[1]).toMatch(/^added: New node: no wires Ines Kurz, .+ ago$/);
    expect(texts[2]).toMatch(/^removed: Node taken out: fed Weighted blend Ines Kurz, .+ ago$/);
    for (const mark of ["Diversity 1 change", "Best sellers added", "Trending removed"]) {
      await dialog().getByRole("button", { name: mark }).waitFor();
    }
    await dialog().getByRole("button", { name: "Diversity 1 change" }).click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Diversity");

    await dialog().getByText("New visitor").waitFor();
    await dialog()
      .getByText(/\d+ came in, \d+ went/)
      .nth(1)
      .waitFor();
    expect(await dialog().getByText("Live, v1").count()).toBe(2);
    expect(
      await dialog()
        .getByText(/^(new|gone)$/)
        .count(),
    ).toBeGreaterThan(0);
    expect(await seriousFindings(page)).toEqual([]);
    await publish("one of each", 2);
    await page.getByText("Draft, v2 is live").waitFor();
    await openPublish();
    await dialog().getByText("Nothing changed since version 2").waitFor();
    await page.keyboard.press("Escape");
  });

  it("lists what stands in the way when Publish is pressed, and goes there", async () => {
    await pick("In stock");
    await page.keyboard.press("Delete");
    await card("In stock").waitFor({ state: "detached" });
    await saved();
    await openPublish();
    const list = dialog().getByRole("region", { name: "What stands in the way" });
    await list.getByText(/Diversity:/).waitFor();
    await dialog()
      .getByText(/^Diversity: .*needs a wire/)
      .nth(1)
      .waitFor();
    await dialog().getByRole("button", { name: "Publish" }).click();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "What stands in the way");
    expect(await seriousFindings(page)).toEqual([]);
    await list.getByRole("button", { name: "Go there" }).first().click();
    await dialog().waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-id") === "mix");
    await page.keyboard.press("Control+z");
    await card("In stock").waitFor();
    await saved();
  });

  it("renames a version, compares it, brings it back into the draft, and undoes that", async () => {
    await openMenu("Versions");
    await dialog().getByRole("button", { name: /^v1/ }).click();
    await dialog().getByLabel("Name").fill("before Christmas");
    await dialog().getByLabel("Notes").fill("Kept for January.");
    await dialog().getByRole("button", { name: "Save name and notes" }).click();
    await dialog()
      .getByRole("button", { name: /^v1 before Christmas/ })
      .waitFor();
    await dialog().getByText("3 changes", { exact: true }).waitFor();
    await page.locator("#compare-with").click();
    await page.getByRole("option", { name: /^v2/ }).click();
    await dialog().getByText("3 changes", { exact: true }).waitFor();
    await dialog().getByRole("button", { name: "Trending removed" }).waitFor();
    await dialog().getByText("came in").first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await dialog().getByRole("button", { name: "Restore into the draft" }).click();
    await dialog().waitFor({ state: "detached" });
    await card("Trending").waitFor();
    await card("Diversity").getByText("at most 4 per category").waitFor();
    await card("Best sellers").nth(1).waitFor({ state: "detached" });
    await page.locator(".react-flow__pane").click({ position: { x: 900, y: 300 } });
    await page.keyboard.press("Control+z");
    await card("Trending").waitFor({ state: "detached" });
    await card("Best sellers").nth(1).waitFor();
    await saved();
    await page.reload();
    await card("Diversity").getByText("at most 1 per category").waitFor();
  });

  it("exports an older version, and makes it live again at once", async () => {
    await openMenu("Versions");
    await dialog().getByRole("button", { name: /^v1/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog().getByRole("button", { name: "Export as JSON" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("home-recommendations-v1.aisle.json");
    expect((await jsonOf(download)).nodes.map(({ id }) => id)).toContain("trending");
    await dialog().getByRole("button", { name: "Make it live" }).click();
    await dialog()
      .getByRole("button", { name: /^v1.*Live/ })
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Draft, v1 is live").waitFor();
  });

  it("keeps ids and everything else from an export to an import", async () => {
    const exported = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), openMenu("Export as JSON")]);
      return jsonOf(download);
    };
    const graph = await exported();
    expect(graph.nodes.map(({ id }) => id)).toContain("mix");
    await page.goto(`${studio.aisle.studio}/pipelines`);
    await choose("Sister shop.aisle.json", JSON.stringify(graph));
    await page.getByRole("heading", { name: "Sister shop" }).waitFor();
    await card("Diversity").waitFor();
    expect(await exported()).toEqual(graph);
  });

  it("keeps nodes of types that are not installed, and their wires, marked broken", async () => {
    const node = (id: string, type: string, x: number) => ({
      id,
      type,
      version: 1,
      position: { x, y: 48 },
      config: {},
    });
    const odd = {
      format: 1,
      nodes: [node("ask", "data.endpoint-request", 24), node("odd", "acme.crystal-ball", 264)],
      edges: [{ id: "w", from: "ask.shopper", to: "odd.shopper" }],
    };
    await openMenu("Import a file into this draft");
    await choose("odd.json", JSON.stringify(odd));
    await dialog().getByText("1 node of a type that is not installed here").waitFor();
    await dialog().getByRole("button", { name: "acme.crystal-ball added" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog().getByRole("button", { name: "Replace the draft" }).click();
    await card("acme.crystal-ball").waitFor();
    expect(await page.locator(".react-flow__edge").count()).toBe(1);
    await page.locator(".react-flow__pane").click({ position: { x: 700, y: 500 } });
    await page.keyboard.press("Control+z");
    await card("Diversity").waitFor();
    await saved();
  });

  it("refuses a broken file by its field, and one from the future by its format, and loses nothing", async () => {
    const revision = await page.getByText(/rev \d+, saved/).textContent();
    await openMenu("Import a file into this draft");
    await choose("broken.json", JSON.stringify({ format: 1, nodes: [{ id: "a" }], edges: [] }));
    await dialog()
      .getByText(/nodes\.0\.type: This is missing\./)
      .waitFor();
    await dialog().getByText("The draft is as it was.").waitFor();
    await choose("later.json", JSON.stringify({ format: 9, nodes: [], edges: [] }));
    await dialog()
      .getByText(/The graph has format 9/)
      .waitFor();
    await choose("text.json", "Dear Ines,");
    await dialog()
      .getByText(/text\.json is not JSON/)
      .waitFor();
    await page.keyboard.press("Escape");
    await card("Diversity").waitFor();
    const number = (text: string | null) => /rev (\d+)/.exec(text ?? "")?.[1];
    expect(number(await page.getByText(/rev \d+, saved/).textContent())).toBe(number(revision));

    await page.goto(`${studio.aisle.studio}/pipelines`);
    await page.getByRole("link", { name: "Sister shop" }).waitFor();
    const before = await page.getByRole("row").count();
    await choose("broken.json", JSON.stringify({ format: 1, nodes: [{ id: "a" }], edges: [] }));
    await page.getByText(/nodes\.0\.type: This is missing\./).waitFor();
    expect(await page.getByRole("row").count()).toBe(before);
  });

  it("copies in one pipeline and pastes in another, as text that people can read", async () => {
    await page.getByRole("link", { name: "Home recommendations" }).first().click();
    await card("Diversity").waitFor();
    await pick("In stock");
    await card("Diversity").click({ position: { x: 60, y: 14 }, modifiers: ["Shift"] });
    await page.keyboard.press("Control+c");
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const part = JSON.parse(text) as GraphText;
    expect(part.nodes.map(({ id }) => id).sort()).toEqual(["mix", "stock"]);
    expect(part.edges).toHaveLength(1);
    expect(text).toContain('\n      "type": "rules.in-stock",');

    await page.goto(`${studio.aisle.studio}/pipelines`);
    await page.getByRole("button", { name: "New pipeline" }).click();
    await page.locator(".react-flow__pane").waitFor();
    await page.keyboard.press("Control+v");
    await card("Diversity").getByText("at most 1 per category").waitFor();
    await saved();
    const [download] = await Promise.all([page.waitForEvent("download"), openMenu("Export as JSON")]);
    const pasted = await jsonOf(download);
    expect(pasted.nodes.map(({ type, config }) => ({ type, config }))).toEqual(
      part.nodes.map(({ type, config }) => ({ type, config })),
    );
    expect(pasted.nodes.some(({ id }) => id === "stock" || id === "mix")).toBe(false);
    const idOf = (type: string) => pasted.nodes.find((node) => node.type === type)?.id;
    expect(pasted.edges.map(({ from, to }) => [from, to])).toEqual([
      [`${idOf("rules.in-stock")}.products`, `${idOf("rules.diversity")}.products`],
    ]);

    await page.evaluate(() => navigator.clipboard.writeText("a shopping list"));
    await page.keyboard.press("Control+v");
    await page.getByText("What is on the clipboard is not part of a pipeline.").waitFor();
    expect(await page.locator(".react-flow__node").count()).toBe(2);
    expect(studio.broken).toEqual([]);
  });
});
