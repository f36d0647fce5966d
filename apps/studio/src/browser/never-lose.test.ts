import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, startStudio } from "./open-studio.ts";
import { programPid } from "./program-pid.ts";

interface Draft {
  readonly revision: number;
  readonly graph: {
    readonly nodes: readonly { readonly title?: string }[];
    readonly notes: readonly { readonly id: string; readonly text: string }[];
  };
}

describe.skipIf(browserPath === undefined)("whatever breaks, no edit is lost", () => {
  let studio: OpenStudio;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
    await page
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .click();
    await cardOf(page, "Answer").waitFor();
    address = page.url();
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  const setCount = async (count: number) => {
    await cardOf(page, "Answer").click({ position: { x: 60, y: 14 } });
    await page.getByRole("textbox", { name: "Count", exact: true }).fill(String(count));
  };
  const isUp = async () => (await fetch(`${studio.aisle.studio}/health`).catch(() => undefined))?.ok === true;
  const open = async (): Promise<Draft> => {
    const input = encodeURIComponent(JSON.stringify({ pipelineId: address.split("/").at(-1) }));
    const answer = await page.request.get(`${studio.aisle.studio}/trpc/drafts.open?input=${input}`);
    return ((await answer.json()) as { result: { data: Draft } }).result.data;
  };

  it("keeps edits over a reload without a network, and over closing the tab", async () => {
    await studio.context.setOffline(true);
    await setCount(7);
    await page.getByText("1 edit waits").waitFor();
    await page.reload().catch(() => undefined);
    await studio.context.setOffline(false);
    await page.goto(address);
    await cardOf(page, "Answer").getByText("up to 7 products").waitFor();
    await page.getByText(/rev 1, saved/).waitFor();

    await studio.context.setOffline(true);
    await setCount(8);
    await page.getByText("1 edit waits").waitFor();
    await page.close();
    await studio.context.setOffline(false);
    page = await studio.context.newPage();
    await page.goto(address);
    await cardOf(page, "Answer").getByText("up to 8 products").waitFor();
    await page.getByText(/rev 2, saved/).waitFor();
  });

  it("has every acknowledged edit once, and all that was typed, after kills of the server and the database", async () => {
    const acknowledged: string[] = [];
    let over = false;
    const send = async () => {
      for (let at = 0; !over; at++) {
        const note = { id: `note_${at}`, position: { x: 0, y: -400 - at }, text: `${at}`, width: 200, height: 80 };
        const edits = [{ editId: `edit_sent_${at}`, edit: { do: "put-note", note } }];
        const data = { pipelineId: address.split("/").at(-1), baseRevision: 0, edits };
        // Repeated with its id until it is acknowledged, as the studio's own page does.
        for (let done = false; !done; ) {
          const answer = await page.request
            .post(`${studio.aisle.studio}/trpc/drafts.edit`, {
              data,
              headers: { origin: studio.aisle.studio },
              timeout: 5_000,
            })
            .catch(() => undefined);
          done = answer?.ok() === true;
          if (!done) await sleep(50);
        }
        acknowledged.push(note.id);
        await sleep(15);
      }
    };
    const type = async (text: string) => {
      await cardOf(page, "Diversity").click({ position: { x: 60, y: 14 } });
      const title = page.getByRole("textbox", { name: "Title of the node" });
      for (const [at] of [...text].entries()) {
        await title.fill(text.slice(0, at + 1));
        await title.press("Enter");
        await sleep(120);
      }
    };
    const someMore = async () => {
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { timeout: 60_000, interval: 20 }).toBeGreaterThan(before + 5);
    };
    const kill = async () => {
      for (let round = 0; round < 3; round++) {
        await someMore();
        process.kill(await programPid(studio.aisle.home, "studio"), "SIGKILL");
        await expect.poll(isUp, { timeout: 30_000, interval: 50 }).toBe(true);
      }
      await someMore();
      const [postmaster] = (await readFile(join(studio.aisle.home, "postgres/data/postmaster.pid"), "utf8")).split(
        "\n",
      );
      process.kill(Number(postmaster), "SIGKILL");
      await someMore();
      over = true;
    };
    await Promise.all([send(), type("typed while everything was being killed"), kill()]);
    await page.getByText(/rev \d+, saved/).waitFor({ timeout: 60_000 });

    const { graph } = await open();
    const stored = graph.notes.map((note) => note.id).filter((id) => id.startsWith("note_"));
    expect(acknowledged.length).toBeGreaterThan(25);
    expect(stored).toEqual(acknowledged);
    expect(graph.nodes.map((node) => node.title)).toContain("typed while everything was being killed");
    await page.reload();
    await cardOf(page, "typed while everything was being killed").waitFor();
    expect(studio.broken).toEqual([]);
  }, 180_000);
});
