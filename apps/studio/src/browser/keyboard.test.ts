import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

/** Everything here is done by pressing keys: no mouse, no click, no filling of fields from outside. */
describe.skipIf(browserPath === undefined)("with the keyboard alone", () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const type = (words: string) => page.keyboard.type(words);
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      if (at === null) return "";
      const label = document.querySelector(`label[for="${CSS.escape(at.id)}"]`)?.textContent;
      return (at.getAttribute("aria-label") ?? label ?? at.textContent ?? "").trim();
    });
  const focusIs = (name: string | RegExp) =>
    expect.poll(focused, { timeout: 5000 }).toEqual(typeof name === "string" ? name : expect.stringMatching(name));
  /** Presses Tab until the control of that name has the keyboard. */
  const tabTo = async (name: RegExp, key = "Tab") => {
    for (let tries = 0; tries < 120; tries++) {
      await press(key);
      if (name.test(await focused())) return;
    }
    throw new Error(`Tab never came to ${name}; it ended at "${await focused()}".`);
  };
  /** Goes from card to card until that of a node has the keyboard. */
  const toNode = async (title: string, key: "Tab" | "Shift+Tab" = "Shift+Tab") => {
    const isThere = () =>
      page.evaluate(
        (name) =>
          document.activeElement?.matches(".react-flow__node") === true && document.activeElement.ariaLabel === name,
        title,
      );
    for (let tries = 0; tries < 12 && !(await isThere()); tries++) await press(key);
    expect(await isThere()).toBe(true);
  };
  const insideGraph = () => page.evaluate(() => document.activeElement?.closest(".react-flow") != null);
  const heard = () => page.evaluate(() => document.getElementById("live")?.innerText ?? "");
  const hears = (words: string | RegExp) =>
    expect.poll(heard, { timeout: 15_000 }).toEqual(expect.stringMatching(words));
  const card = (title: string) => cardOf(page, title);
  const says = async (title: string) =>
    card(title).evaluate(
      (node) => document.getElementById(node.getAttribute("aria-describedby") ?? "")?.textContent ?? "",
    );
  const add = async (title: string) => {
    await press("a");
    await focusIs("What comes next?");
    await type(title);
    await press("Enter");
    await focusIs(title);
  };
  const wireTo = async (target: string) => {
    await press("w");
    await focusIs("Where should the wire go?");
    await type(target);
    await press("Enter");
  };

  it("makes a pipeline, reached by Tab from the top of the page", async () => {
    await tabTo(/^Pipelines$/);
    await press("Enter");
    await page.getByRole("heading", { name: "Pipelines", level: 1 }).waitFor();
    await tabTo(/New pipeline/);
    await press("Enter");
    await page.locator("#canvas").waitFor();
  });

  it("adds nodes, each announced and focused", async () => {
    await add("Endpoint request");
    await hears("Added Endpoint request.");
    await add("Best sellers");
    await add("In stock");
    await add("Answer");
    await hears("Added Answer.");
    expect(await page.locator(".react-flow__node").count()).toBe(4);
  });

  it("wires them, goes from node to node by Tab, and hears what each is joined to", async () => {
    await toNode("In stock");
    await wireTo("Answer");
    await hears("Wired In stock to Answer.");
    await focusIs("In stock");
    await toNode("Best sellers");
    await wireTo("In stock");
    await hears("Wired Best sellers to In stock.");
    await toNode("Endpoint request");
    await wireTo("Best sellers");
    await hears("Wired Endpoint request to Best sellers.");
    expect(await says("Best sellers")).toBe("Not run yet. Inputs from Endpoint request. Outputs to In stock.");
    await press("Tab");
    await focusIs("Best sellers");
    await press("Tab");
    await focusIs("In stock");
    await press("Tab");
    await focusIs("Answer");
    const ports = await card("Answer")
      .getByRole("img", { name: /^Input / })
      .first()
      .getAttribute("aria-label");
    expect(ports).toBe("Input Products, Products, wired");
  });

  it("selects a wire by key and puts a node into it", async () => {
    await press("e");
    await focusIs("Wire from In stock to Answer");
    await press("a");
    await focusIs("What goes between?");
    await type("diversity");
    await press("Enter");
    await focusIs("Diversity");
    await hears("Insert Diversity between In stock and Answer.");
    expect(await says("Diversity")).toBe("Not run yet. Inputs from In stock. Outputs to Answer.");
    await press("Control+z");
    await hears(/Undone\. Diversity is gone, 1 wire fewer/);
    await card("Diversity").waitFor({ state: "detached" });
  });

  it("configures a node and comes back to it", async () => {
    await press("Control+f");
    await focusIs("Search in the graph");
    await type("answer");
    await hears("1 found.");
    await press("Escape");
    await focusIs("Answer");
    await press("Enter");
    await tabTo(/^Count/);
    await press("Control+a");
    await type("5");
    await press("Escape");
    await focusIs("Answer");
    await card("Answer").getByText("up to 5 products").waitFor();
    await hears(/Saved as revision \d+\./);
    await expect.poll(() => seriousFindings(page), { timeout: 10_000 }).toEqual([]);
  });

  it("runs, and hears how it ended", async () => {
    await press("Control+Enter");
    await hears(/Run finished in .* ms: 4 ran\./);
    expect(await says("Answer")).toMatch(/^Ran, .* milliseconds\. Inputs from In stock\. Outputs to nothing\.$/);
  });

  it("leaves the canvas by Tab at either end, and at once by Escape", async () => {
    for (const key of ["Tab", "Shift+Tab"]) {
      await press("Control+f");
      await focusIs("Search in the graph");
      await type("best sellers");
      await press("Escape");
      await focusIs("Best sellers");
      for (let tries = 0; tries < 8 && (await insideGraph()); tries++) await press(key);
      expect([key, await insideGraph()]).toEqual([key, false]);
    }
    await press("Control+f");
    await type("best sellers");
    await press("Escape");
    await focusIs("Best sellers");
    await press("Escape", "Escape");
    await focusIs("Canvas");
    await press("Tab");
    expect(await insideGraph()).toBe(false);
    await focusIs(/^(Returning|Preview as)|Undo|.+/);
  });

  it("shows the same shortcuts that work, and switches single letters off for good", async () => {
    await press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    expect(await page.getByRole("dialog").getByText("Auto-layout").count()).toBe(1);
    await expect.poll(() => seriousFindings(page), { timeout: 10_000 }).toEqual([]);
    await tabTo(/single letter/);
    await press("Space", "Escape");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor({ state: "detached" });
    const notes = () => page.locator(".react-flow__node-note").count();
    await press("n");
    await press("?");
    expect([await notes(), await page.getByRole("dialog").count()]).toEqual([0, 0]);
    await page.reload();
    await card("Answer").waitFor();
    await press("n");
    expect(await notes()).toBe(0);
    // What the letters did is under the palette of commands, which also brings them back.
    await press("Control+k");
    await type("switch single-letter");
    await page.locator(".mantine-Spotlight-action[data-selected]", { hasText: "Switch single-letter" }).waitFor();
    await press("Enter");
    await page.getByPlaceholder("Find or do anything").waitFor({ state: "detached" });
    await press("n");
    await focusIs("Text of the note");
    await type("By hand");
    await press("Escape");
    await focusIs("Note: By hand");
    expect(await notes()).toBe(1);
    await press("Delete");
    await hears("Removed a note.");
  });

  it("reaches actions, node types, nodes and pipelines by the palette of commands", async () => {
    for (const [words, found] of [
      ["align left", "Align left"],
      ["add trending", "Add Trending"],
      ["go to in stock", "Go to In stock"],
      ["layout", "Auto-layout"],
      ["new pipeline", "New pipeline"],
      ["settings", "Settings"],
    ] as const) {
      // Nobody waits for the field: what is typed at once is in it.
      await press("Control+k");
      await type(words);
      await expect.poll(() => page.getByPlaceholder("Find or do anything").inputValue()).toBe(words);
      await page.locator(".mantine-Spotlight-action", { hasText: found }).first().waitFor();
      await press("Escape");
      await page.getByPlaceholder("Find or do anything").waitFor({ state: "detached" });
    }
    await press("Control+k");
    await type("go to in stock");
    await page.locator(".mantine-Spotlight-action[data-selected]", { hasText: "Go to In stock" }).waitFor();
    await press("Enter");
    await focusIs("In stock");
  });

  it("publishes, and hears where it answers", async () => {
    await press("Control+Shift+p");
    await tabTo(/^Name of this version/);
    await type("by hand");
    await tabTo(/^Publish$/);
    await press("Enter");
    await hears(/Published\. It answers at \/v1\/new-pipeline/);
    await expect.poll(() => seriousFindings(page), { timeout: 10_000 }).toEqual([]);
    expect(studio.broken).toEqual([]);
  });
});
