import { isDeepStrictEqual } from "node:util";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";

const seconds = Number(process.env.AISLE_TOGETHER_SECONDS ?? 15);

/** A draw from 0 to below 1, the same for a seed (mulberry32). */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Part = { readonly nodes: readonly { readonly id: string }[]; readonly edges: readonly { readonly id: string }[] };

/** What the page itself holds, as copying everything gives it; wires and nodes in order of their ids. */
async function graphOf(page: Page): Promise<Part> {
  await page.locator("#canvas").focus();
  await page.keyboard.press("Control+a");
  const text = await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    document.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
  });
  return inOrder(JSON.parse(text) as Part);
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => a.id.localeCompare(b.id);
const inOrder = ({ nodes, edges }: Part): Part => ({ nodes: nodes.toSorted(byId), edges: edges.toSorted(byId) });

describe.skipIf(browserPath === undefined)("two people on one pipeline", () => {
  let studio: OpenStudio;
  let ines: Page;
  let mira: Page;
  const others: BrowserContext[] = [];
  let address: string;

  beforeAll(async () => {
    studio = await startStudio();
    ines = studio.page;
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  /** Invites someone in the settings, and comes in by the link in a browser of their own. */
  const invite = async (name: string, role: string): Promise<Page> => {
    await ines.goto(`${studio.aisle.studio}/settings`);
    await ines.getByLabel("Their name").fill(name);
    await ines.getByLabel("Their e-mail").fill(`${name.toLowerCase()}@example.com`);
    await ines.getByRole("combobox", { name: "Role", exact: true }).click();
    await ines.getByRole("option", { name: role }).click();
    await ines.getByRole("button", { name: "Make the link" }).click();
    const link = (await ines.getByRole("dialog").locator("pre").textContent())!;
    expect(await seriousFindings(ines)).toEqual([]);
    await ines.getByRole("button", { name: "I have it" }).click();
    const context = await studio.browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    others.push(context);
    const page = await context.newPage();
    await page.goto(link);
    await page.getByText("You were invited to this workspace.").waitFor();
    await page.getByLabel("Password").first().fill("another long password");
    await page.getByRole("button", { name: "Enter the studio" }).click();
    await page.getByText("What should the shop answer?").waitFor();
    return page;
  };

  const api = async (page: Page, procedure: string, input: object, change = true) =>
    change
      ? page.request.post(`${studio.aisle.studio}/trpc/${procedure}`, {
          data: input,
          headers: { origin: studio.aisle.studio },
        })
      : page.request.get(`${studio.aisle.studio}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`);

  it("invites a merchandiser, and each sees where the other is", async () => {
    mira = await invite("Mira", "Merchandiser");
    await ines.goto(`${studio.aisle.studio}/`);
    await ines
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .click();
    await cardOf(ines, "Answer").waitFor();
    address = ines.url();
    await mira.goto(address);
    await cardOf(mira, "Answer").waitFor();
    await ines.getByRole("list", { name: "Also here" }).getByRole("img", { name: /^Mira/ }).waitFor();
    await cardOf(mira, "Diversity").click({ position: { x: 60, y: 14 } });
    await cardOf(ines, "Diversity").getByText("Mira").waitFor();
    await cardOf(ines, "Explore").click({ position: { x: 60, y: 14 } });
    await cardOf(mira, "Explore").getByText("Ines Kurz").waitFor();
    expect(await seriousFindings(mira)).toEqual([]);
    await mira.keyboard.press("Escape");
    await mira.keyboard.press("Escape");
    await cardOf(ines, "Diversity").getByText("Mira").waitFor({ state: "detached" });
  });

  it(
    `ends with one graph everywhere after ${seconds} s of both editing at random`,
    async () => {
      const until = Date.now() + seconds * 1000;
      const counts = await Promise.all([edit(ines, 1, until), edit(mira, 2, until)]);
      // Fewer would prove nothing.
      expect(Math.min(...counts)).toBeGreaterThan(seconds / 3);
      for (const page of [ines, mira]) await page.getByText(/rev \d+, saved/).waitFor();
      const id = address.split("/").at(-1)!;
      await expect
        .poll(
          async () => {
            const exported = await api(ines, "pipelines.export", { pipelineId: id }, false);
            const { result } = (await exported.json()) as { result: { data: { graph: Part } } };
            const { nodes, edges } = inOrder(result.data.graph);
            const shown = [await graphOf(ines), await graphOf(mira)];
            return shown.every((graph) => isDeepStrictEqual([graph.nodes, graph.edges], [nodes, edges]));
          },
          { timeout: 20_000, interval: 500 },
        )
        .toBe(true);
      expect(studio.broken).toEqual([]);
    },
    120_000 + seconds * 1000,
  );

  it("lets a viewer look and run, and refuses a change by page and by call", async () => {
    const vera = await invite("Vera", "Viewer");
    await vera.goto(address);
    // Which cards are left, and how they are called, is chance by now.
    const card = vera.locator(".react-flow__node").first();
    await card.waitFor();
    await vera.getByText("View only").waitFor();
    expect(await vera.getByRole("button", { name: /^Publish/ }).count()).toBe(0);
    expect(await vera.getByPlaceholder("Add a node").count()).toBe(0);
    await card.focus();
    await vera.keyboard.press("Enter");
    const title = vera.getByRole("textbox", { name: "Title of the node" });
    await title.waitFor();
    expect(await title.isDisabled()).toBe(true);
    const before = await graphOf(vera);
    await vera.keyboard.press("Delete");
    await vera.keyboard.press("ArrowRight");
    expect(await graphOf(vera)).toEqual(before);
    expect(await seriousFindings(vera)).toEqual([]);

    const id = address.split("/").at(-1)!;
    const edit = { do: "remove-node", id: before.nodes[0]!.id };
    const refusals = [
      await api(vera, "drafts.edit", { pipelineId: id, baseRevision: 0, edits: [{ editId: "edit_of_vera", edit }] }),
      await api(vera, "pipelines.delete", { pipelineId: id }),
      await api(vera, "people.setRole", { userId: "anybody", role: "owner" }),
    ];
    for (const refused of refusals) {
      expect(refused.status()).toBe(403);
      expect(await refused.text()).toContain("role.not-permitted");
    }
    const run = await api(vera, "drafts.run", { pipelineId: id, revision: 0, what: { request: {} } });
    expect(run.status()).toBe(200);
    expect(await graphOf(mira)).toEqual(before);
  });

  it("ends a person's access with the removal", async () => {
    await ines.goto(`${studio.aisle.studio}/settings`);
    await ines.getByRole("button", { name: "More for Vera" }).click();
    await ines.getByRole("menuitem", { name: "Remove from the workspace" }).click();
    await ines.getByText("vera@example.com").waitFor({ state: "detached" });
    const [, context] = others;
    const page = context!.pages()[0]!;
    expect((await api(page, "pipelines.list", {}, false)).status()).toBe(401);
    // The only owner stays one.
    const people = await api(ines, "people.list", {}, false);
    const { result } = (await people.json()) as { result: { data: { id: string; role: string }[] } };
    const owner = result.data.find((one) => one.role === "owner")!;
    const refused = await api(ines, "people.setRole", { userId: owner.id, role: "viewer" });
    expect(await refused.text()).toContain("person.last-owner");
  });
});

/** Edits as a person does, by mouse and keys, until the time is over; gives how many edits were made. */
async function edit(page: Page, seed: number, until: number): Promise<number> {
  const random = draws(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let made = 0;
  while (Date.now() < until) {
    const ids = await page
      .locator(".react-flow__node")
      .evaluateAll((cards) => cards.map((card) => card.dataset.id ?? ""));
    const card = page.locator(`.react-flow__node[data-id="${pick(ids)}"]`);
    try {
      // The other may take the card away at any moment.
      await card.focus({ timeout: 1000 });
      const what = random();
      if (what < 0.4) {
        await page.keyboard.press("Enter");
        await page.keyboard.press("Escape");
        for (let step = 0; step < 3; step++)
          await page.keyboard.press(pick(["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]));
      } else if (what < 0.7) {
        await page.keyboard.press("Enter");
        const title = page.getByRole("textbox", { name: "Title of the node" });
        await title.fill(`${pick(["Left", "Right", "Warm", "Cold"])} ${Math.floor(random() * 1000)}`, {
          timeout: 1000,
        });
        await title.press("Enter", { timeout: 1000 });
        await page.keyboard.press("Escape");
      } else if (what < 0.85) {
        await page.keyboard.press("Enter");
        await page.keyboard.press("Escape");
        if (ids.length < 24) await page.keyboard.press("Control+d");
        else await page.keyboard.press("Delete");
      } else {
        await page.keyboard.press(random() < 0.7 ? "Control+z" : "Control+Shift+z");
      }
      made++;
    } catch {
      await page.keyboard.press("Escape");
    }
  }
  return made;
}
