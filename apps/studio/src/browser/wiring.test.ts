import { join } from "node:path";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { createPool } from "@aisle/platform/postgres/pool";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

describe.skipIf(browserPath === undefined)("wiring and arranging, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  const loaded: string[] = [];

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    page.on("request", (request) => loaded.push(request.url()));
    await page
      .getByRole("button", { name: /Search that understands/ })
      .first()
      .click();
    // A template runs as soon as it is opened; nothing is measured before that is done.
    await card("Answer")
      .getByText(/Answered with \d+/)
      .waitFor();
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const card = (title: string) => cardOf(page, title);
  const wire = (from: string, to: string) => page.locator(`.react-flow__edge[aria-label="Wire from ${from} to ${to}"]`);
  /** Where something stands once it has stopped moving. */
  const boxOf = async (of: Locator) => {
    let box = await of.boundingBox();
    let still = 0;
    await expect
      .poll(async () => {
        const before = box;
        box = await of.boundingBox();
        still = box !== null && JSON.stringify(box) === JSON.stringify(before) ? still + 1 : 0;
        return still;
      })
      .toBeGreaterThan(3);
    return box!;
  };
  const middle = async (of: Locator) => {
    const box = await boxOf(of);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const port = (title: string, side: "source" | "target", name: string) =>
    middle(card(title).locator(`.react-flow__handle.${side}[data-handleid$="${name}"]`));
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 6 });
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.mouse.up();
  };
  const head = { position: { x: 60, y: 14 } } as const;
  /** The whole graph in view, with nothing selected and nothing moving. */
  const fit = async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("0");
    await boxOf(card("Answer"));
  };
  const noFindings = () => expect.poll(() => seriousFindings(page), { timeout: 10_000 }).toEqual([]);
  const places = () =>
    page
      .locator(".react-flow__node-node")
      .evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).style.transform));

  it("puts a node that is dropped on a wire between its ends, as one step to undo", async () => {
    const at = await middle(wire("Pin & boost", "Answer").locator("path").first());
    const canvas = (await page.locator("#canvas").boundingBox())!;
    await page
      .getByRole("button", { name: "Limit", exact: true })
      .dragTo(page.locator("#canvas"), { targetPosition: { x: at.x - canvas.x, y: at.y - canvas.y } });
    await wire("Pin & boost", "Limit").waitFor({ state: "attached" });
    await wire("Limit", "Answer").waitFor({ state: "attached" });
    expect(await wire("Pin & boost", "Answer").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    await wire("Pin & boost", "Answer").waitFor({ state: "attached" });
    expect(await card("Limit").count()).toBe(0);
  });

  it("puts a node without wires between the ends of the wire that it is dragged onto", async () => {
    const dragged = card("Sort");
    // A try that failed may have left one.
    while ((await dragged.count()) > 0) {
      await page.keyboard.press("Control+z");
      await page.waitForTimeout(300);
    }
    await card("Answer").click(head);
    await page.getByRole("button", { name: "Sort", exact: true }).click();
    await dragged.waitFor();
    await page.getByRole("button", { name: "Fit", exact: true }).click();
    const box = await boxOf(dragged);
    const to = await middle(wire("In stock", "Pin & boost").locator("path").first());
    const grip = { x: box.x + box.width / 2, y: box.y + 12 };
    // The map in the corner fades once the view rests.
    const titleAt = (at: typeof grip) =>
      page.evaluate(
        ({ x, y }) => document.elementFromPoint(x, y)?.closest(".react-flow__node")?.getAttribute("aria-label"),
        at,
      );
    await expect.poll(() => titleAt(grip)).toBe("Sort");
    await drag(grip, { x: to.x, y: to.y - box.height / 2 + 12 });
    await wire("In stock", "Sort").waitFor({ state: "attached" });
    await wire("Sort", "Pin & boost").waitFor({ state: "attached" });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    await wire("In stock", "Pin & boost").waitFor({ state: "attached" });
    await page.keyboard.press("Control+z");
    await dragged.waitFor({ state: "detached" });
    await page.keyboard.press("1");
  });

  it("offers the nodes that fit where a wire is dropped on the empty canvas", async () => {
    await fit();
    const canvas = (await page.locator("#canvas").boundingBox())!;
    await drag(await port("Endpoint request", "source", "text"), {
      x: canvas.x + canvas.width - 320,
      y: canvas.y + 420,
    });
    const list = page.getByRole("dialog", { name: "What comes next?" });
    await list.getByRole("option", { name: "Keyword search" }).waitFor();
    expect(await list.getByRole("option", { name: "Diversity" }).count()).toBe(0);
    await noFindings();
    await page.keyboard.type("embed");
    await page.keyboard.press("Enter");
    await expect.poll(() => wire("Endpoint request", "Embed text").count()).toBe(2);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await expect.poll(() => card("Embed text").count()).toBe(1);
  });

  it("keeps a refused wire drawn with its reason, and repairs it by the missing embed node", async () => {
    await fit();
    await card("Embed text").click(head);
    await page.keyboard.press("Delete");
    await card("Embed text").waitFor({ state: "detached" });
    await fit();
    await drag(await port("Endpoint request", "source", "text"), await port("Vector search", "target", "vector"));
    const refusal = page.getByRole("alertdialog", { name: "This wire is refused" });
    await refusal.getByText("This input takes Vector, the wire carries Text.").waitFor();
    const refused = page.locator(".react-flow__edge-refused");
    await page.locator(".react-flow__pane").click({ position: { x: 860, y: 700 } });
    expect(await refused.count()).toBe(1);
    await noFindings();
    await refusal.getByRole("button", { name: "Add Embed text between" }).click();
    await wire("Endpoint request", "Embed text").waitFor({ state: "attached" });
    await wire("Embed text", "Vector search").waitFor({ state: "attached" });
    expect(await refused.count()).toBe(0);
    await fit();
    await drag(await port("Endpoint request", "source", "text"), await port("In stock", "target", "products"));
    await refusal.waitFor();
    expect(await refused.count()).toBe(1);
    await refusal.getByRole("button", { name: "Close" }).click();
    await refused.waitFor({ state: "detached" });
  });

  it("rebuilds the collection of a refused wire from the wire, says how far it is, and then draws the wire", async () => {
    await fit();
    await wire("Embed text", "Vector search").waitFor({ state: "attached" });
    await page.getByText(/, saved /).waitFor();
    // What an upgrade to another model leaves: a collection whose vectors the old one made.
    const server = await startEmbeddedPostgres({ dir: join(studio.aisle.home, "postgres") });
    const pool = createPool(server.url("aisle"), { max: 1 });
    await pool.query("update collection set embedder = 'older-model@1'");
    await pool.end();
    await page.reload();
    await page.getByRole("button", { name: "1 to fix" }).waitFor();
    const title = "Rebuild products by minilm-l6-v2-int8@1";
    await page.getByRole("button", { name: /^Refused wire: This query is embedded by minilm/ }).click();
    const refusal = page.getByRole("alertdialog", { name: "This wire is refused" });
    await refusal.getByRole("button", { name: title }).waitFor();
    // The old model is not here: it cannot embed the query either.
    expect(await refusal.getByRole("button", { name: /^Embed by/ }).count()).toBe(0);
    await refusal.getByRole("button", { name: "Remove wire" }).click();
    await wire("Embed text", "Vector search").waitFor({ state: "detached" });
    await fit();
    await drag(await port("Embed text", "source", "vector"), await port("Vector search", "target", "vector"));
    await refusal.getByText("the collection is older-model@1").waitFor();
    await noFindings();
    await refusal.getByRole("button", { name: title }).click();
    const notice = page.getByRole("region", { name: title });
    await notice.getByRole("progressbar").waitFor();
    await noFindings();
    // Whoever looks elsewhere meanwhile finds it going on.
    await page.getByRole("link", { name: "Jobs" }).click();
    await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
    await page.goBack();
    await wire("Embed text", "Vector search").waitFor({ state: "attached", timeout: 90_000 });
    await notice.waitFor({ state: "detached" });
    expect(await page.locator(".react-flow__edge-refused").count()).toBe(0);
    await page.getByRole("button", { name: "Ready: nothing to fix" }).waitFor();
    await page.keyboard.press("Control+Enter");
    await card("Vector search").getByText(/^Ran/).first().waitFor();
    expect(await card("Vector search").locator("article svg, article img").count()).toBeGreaterThan(1);
  }, 150_000);

  it("groups, collapses into one card with named ports that runs and shows its data, and comes back by undo", async () => {
    await fit();
    await card("Embed text").click(head);
    await card("Vector search").click({ ...head, modifiers: ["Control"] });
    await page.getByRole("toolbar", { name: "2 selected" }).waitFor();
    await page.keyboard.press("Control+g");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("By meaning");
    await card("By meaning").waitFor();
    await noFindings();
    await page.getByRole("button", { name: /^Collapse/ }).click();
    await page.locator(".react-flow__node-collapsed").waitFor();
    expect(await card("Embed text").count()).toBe(0);
    await page.getByLabel("Name of the port Embed text, Text").fill("Words");
    await card("By meaning").getByRole("img", { name: "Input Words, Text, wired" }).waitFor();
    // A port with a name stays when its wire goes, and takes a wire as any other.
    await page.getByLabel("Name of the port Vector search, Products").fill("Found");
    await fit();
    await card("By meaning").focus();
    await expect
      .poll(async () => {
        await page.keyboard.press("e");
        return page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
      })
      .toBe("Wire from Vector search to Fuse");
    await page.keyboard.press("Delete");
    await wire("Vector search", "Fuse").waitFor({ state: "detached" });
    await card("By meaning").getByRole("img", { name: "Output Found, Products, free" }).waitFor();
    await drag(await port("By meaning", "source", "products"), await port("Fuse", "target", "lists"));
    await wire("Vector search", "Fuse").waitFor({ state: "attached" });
    await page.keyboard.press("Control+Enter");
    await card("By meaning").getByText("2 ran", { exact: true }).waitFor();
    expect(await card("By meaning").locator("article svg, article img").count()).toBeGreaterThan(3);
    await noFindings();
    await card("By meaning").focus();
    await page.keyboard.press("c");
    await card("Embed text").waitFor();
    await page.keyboard.press("Control+z");
    await card("Embed text").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+z");
    await card("Embed text").waitFor();
    await card("By meaning").focus();
    await page.keyboard.press("Control+Shift+g");
    await card("By meaning").waitFor({ state: "detached" });
    expect(await card("Embed text").count()).toBe(1);
  });

  it("moves a frame's members with it", async () => {
    await fit();
    await card("Embed text").click(head);
    await card("Vector search").click({ ...head, modifiers: ["Control"] });
    await page.keyboard.press("Control+g");
    const frame = card("Group 1");
    await frame.waitFor();
    await page.keyboard.press("Escape");
    await fit();
    const members = ["Embed text", "Vector search"];
    const corners = () => Promise.all(members.map(async (title) => boxOf(card(title))));
    const before = await corners();
    // Its title lies under a neighbour here: it is taken by its lower edge.
    const edge = await boxOf(frame.locator(".frame-handle"));
    const grip = { x: edge.x + edge.width / 2, y: edge.y + edge.height - 6 };
    await drag(grip, { x: grip.x + 64, y: grip.y + 32 });
    const moved = (await corners()).map((box, at) => [box.x - before[at]!.x, box.y - before[at]!.y].map(Math.round));
    expect(moved[0]).toEqual(moved[1]);
    // Dragged things snap to the grid.
    expect([moved[0]![0]! >= 40, moved[0]![1]! >= 16]).toEqual([true, true]);
    await page.keyboard.press("Control+z");
    await expect.poll(async () => Math.round((await boxOf(card("Vector search"))).x)).toBe(Math.round(before[1]!.x));
    await page.keyboard.press("Control+z");
    await frame.waitFor({ state: "detached" });
  });

  it("aligns and spreads what is selected", async () => {
    await fit();
    await card("Keyword search").click(head);
    await card("Vector search").click({ ...head, modifiers: ["Control"] });
    await card("Fuse").click({ ...head, modifiers: ["Control"] });
    const tools = page.getByRole("toolbar", { name: "3 selected" });
    const tops = async () =>
      Promise.all(
        ["Keyword search", "Vector search", "Fuse"].map(async (title) => (await card(title).boundingBox())!.y),
      );
    await tools.getByRole("button", { name: "Align tops" }).click();
    await expect.poll(async () => new Set((await tops()).map(Math.round)).size).toBe(1);
    await noFindings();
    await page.keyboard.press("Control+z");
    await expect.poll(async () => new Set((await tops()).map(Math.round)).size).toBeGreaterThan(1);
    await tools.getByRole("button", { name: "Spread evenly across" }).click();
    await page.keyboard.press("Escape");
  });

  it("writes, moves, resizes and deletes a note by mouse and by keyboard", async () => {
    await fit();
    await page.keyboard.press("1");
    await boxOf(card("Answer"));
    await page.keyboard.press("n");
    await page.getByRole("textbox", { name: "Text of the note" }).pressSequentially("Ask Mira\nbefore Friday");
    await page.keyboard.press("Escape");
    const note = page.locator(".react-flow__node-note");
    expect(await note.getAttribute("aria-label")).toBe("Note: Ask Mira before Friday");
    const first = (await note.boundingBox())!;
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Alt+ArrowDown");
    await expect
      .poll(async () => {
        const box = (await note.boundingBox())!;
        return [Math.round(box.x - first.x), Math.round(box.height - first.height)];
      })
      .toEqual([16, 16]);
    const at = await middle(note);
    await drag(at, { x: at.x + 48, y: at.y - 32 });
    await expect.poll(async () => Math.round((await note.boundingBox())!.x - first.x)).toBe(64);
    const corner = await middle(note.locator(".react-flow__resize-control"));
    await drag(corner, { x: corner.x + 40, y: corner.y + 24 });
    await expect.poll(async () => Math.round((await note.boundingBox())!.width - first.width)).toBeGreaterThan(30);
    await note.dblclick();
    await page.getByRole("textbox", { name: "Text of the note" }).waitFor();
    await page.keyboard.press("Escape");
    await noFindings();
    await page.keyboard.press("Delete");
    await note.waitFor({ state: "detached" });
  });

  it("lays out by ELK, which is loaded only then, in one step to undo", async () => {
    expect(loaded.filter((url) => /elk/.test(url))).toEqual([]);
    const placesBefore = await places();
    await page.keyboard.press("l");
    await expect.poll(places).not.toEqual(placesBefore);
    expect(loaded.filter((url) => /elk-worker/.test(url))).toHaveLength(1);
    const boxes = await page
      .locator(".react-flow__node-node")
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
    boxes.forEach((a, at) => {
      for (const b of boxes.slice(at + 1)) {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        expect(apart).toBe(true);
      }
    });
    await noFindings();
    await page.keyboard.press("Control+z");
    await expect.poll(places).toEqual(placesBefore);
    expect(studio.broken).toEqual([]);
  });
});
