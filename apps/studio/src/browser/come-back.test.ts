import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, owner, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

describe.skipIf(browserPath === undefined)("coming in and coming back, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio({ signIn: false });
    ({ page } = studio);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  it("is never a white page between signing up and the start page", async () => {
    await page.goto(studio.aisle.signIn);
    await page.getByLabel("Your name").waitFor();
    // The link is used up by now: who loads the page again still has to set a name and a password.
    await page.reload();
    await page.getByLabel("Your name").fill(owner.name);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").first().fill(owner.password);
    // A slow server makes the moment long enough to be seen.
    await page.route("**/trpc/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue();
    });
    await page.evaluate(() => {
      const { blank } = Object.assign(window, { blank: [] as string[] });
      const poll = () => {
        if (document.body.innerText.trim() === "") blank.push(location.pathname);
        requestAnimationFrame(poll);
      };
      poll();
    });
    await page.getByRole("button", { name: "Enter the studio" }).click();
    await page.getByText("What should the shop answer?").waitFor();
    expect(await page.evaluate(() => (window as unknown as { blank: string[] }).blank)).toEqual([]);
    // Those that are still held back are let go without a word.
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it.each([
    [1440, 900],
    [390, 844],
  ])("shifts less than 0.02 as the start page loads, %d by %d", async (width, height) => {
    await page.setViewportSize({ width, height });
    await page.addInitScript(() => {
      const shifts = Object.assign(window, { shifts: [] as { value: number; what: string[] }[] }).shifts;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Element | null }[];
        }[])
          if (!entry.hadRecentInput)
            shifts.push({
              value: entry.value,
              what: entry.sources.map(({ node }) => node?.textContent?.slice(0, 40) ?? "gone"),
            });
      }).observe({ type: "layout-shift", buffered: true });
    });
    // Each answer comes alone and late, as over a real network: together they would hide what each of them moves.
    await page.route("**/trpc/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await route.continue();
    });
    await page.goto(studio.aisle.studio);
    await page.getByText("Carry on").waitFor();
    await page.waitForLoadState("networkidle");
    const shifts = await page.evaluate(
      () => (window as unknown as { shifts: { value: number; what: string[] }[] }).shifts,
    );
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    console.log(`layout shift of the start page at ${width} by ${height}: ${sum.toFixed(4)}`);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.02);
    // Those that are still held back are let go without a word.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  const settings = () => page.getByRole("complementary", { name: "Settings of the node" });
  const press = async (card: string) => cardOf(page, card).click({ position: { x: 60, y: 14 } });
  const onCanvas = () => page.locator("#canvas").focus();
  const assistant = () => page.getByRole("region", { name: "Assistant", exact: true });

  it("opens the settings of the next node at once after an added node was undone", async () => {
    await page.goto(studio.aisle.studio);
    await page
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .click();
    await cardOf(page, "Answer")
      .getByText(/Answered with/)
      .waitFor();
    await onCanvas();
    await page.keyboard.press("a");
    await page.getByPlaceholder("What comes next?").fill("In stock");
    await page.keyboard.press("Enter");
    await settings().waitFor();
    await page.getByText(/rev 1, saved/).waitFor();
    const added = page.locator(".react-flow__node.selected");
    expect(await added.count()).toBe(1);
    await added.focus();
    await page.keyboard.press("Control+z");
    await added.waitFor({ state: "detached" });
    // The keyboard is still on the canvas, and the next click means one node.
    expect(await page.evaluate(() => document.activeElement?.closest("#canvas") != null)).toBe(true);
    await press("Diversity");
    await settings().getByRole("textbox", { name: "Title of the node" }).waitFor();
    expect(await settings().getByRole("textbox", { name: "Title of the node" }).inputValue()).toBe("Diversity");
    expect(await page.locator(".react-flow__node.selected").count()).toBe(1);
  }, 120_000);

  it("opens the assistant by Ctrl+I inside a field too, and goes back to it when it is open", async () => {
    const title = settings().getByRole("textbox", { name: "Title of the node" });
    await title.focus();
    await page.keyboard.press("Control+i");
    await assistant().waitFor();
    const field = assistant().getByRole("textbox", { name: "What should change?" });
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
    await title.focus();
    await page.keyboard.press("Control+i");
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await assistant().waitFor({ state: "detached" });
  }, 120_000);

  const leaveAndComeBack = {
    "by way of another page": async () => {
      await page.getByRole("link", { name: "Catalogue", exact: true }).click();
      await page.getByRole("heading", { name: "Catalogue", level: 1 }).waitFor();
      await page.goBack();
    },
    "over a reload": async () => {
      await page.reload();
    },
  };
  for (const [way, comeBack] of Object.entries(leaveAndComeBack)) {
    it(`shows the last run, marked as earlier, and can still undo when coming back ${way}`, async () => {
      await press("Diversity");
      const title = settings().getByRole("textbox", { name: "Title of the node" });
      await title.fill(`Mixed ${way}`);
      await title.press("Enter");
      await cardOf(page, `Mixed ${way}`).waitFor();
      await page.getByText(/rev \d+, saved/).waitFor();
      await onCanvas();
      await page.keyboard.press("Control+Enter");
      await cardOf(page, "Answer")
        .getByText(/^Answered with/)
        .waitFor();

      await comeBack();
      await cardOf(page, "Answer")
        .getByText(/^Earlier: Answered with/)
        .waitFor();
      await cardOf(page, "Answer").locator("li").first().waitFor();
      await page
        .getByRole("status")
        .getByText(/^Earlier, /)
        .waitFor();
      expect(await seriousFindings(page)).toEqual([]);

      await onCanvas();
      await page.keyboard.press("Control+z");
      await cardOf(page, "Diversity").waitFor();
      await page.keyboard.press("Control+Shift+z");
      await cardOf(page, `Mixed ${way}`).waitFor();
      await page.keyboard.press("Control+z");
      await cardOf(page, "Diversity").waitFor();
      await page.keyboard.press("Control+Enter");
      await cardOf(page, "Answer")
        .getByText(/^Answered with/)
        .waitFor();
      await page.getByText(/rev \d+, saved/).waitFor();
    }, 120_000);
  }

  it("threw nothing", () => {
    expect(studio.broken).toEqual([]);
  });
});
