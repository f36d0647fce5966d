import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

describe.skipIf(browserPath === undefined)("the address of a live pipeline", () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    await page
      .getByRole("button", { name: /Home recommendations/ })
      .first()
      .click();
    await cardOf(page, "Answer").waitFor();
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const dialog = () => page.getByRole("dialog");
  const openMenu = async (item: string) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const picture = async (name: string) => {
    const folder = process.env.AISLE_PICTURES;
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
  };

  it("is chosen with the first version, and fixed from then on", async () => {
    await page.getByRole("button", { name: /^Publish/ }).click();
    await dialog().getByRole("button", { name: "Publish" }).click();
    await page.getByText("Version 1 is live at /v1/home-recommendations.").waitFor({ timeout: 90_000 });
    await dialog().getByRole("button", { name: "Close" }).last().click();
    await dialog().waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Publish/ }).click();
    const address = dialog().getByRole("textbox", { name: "Address" });
    await dialog().getByText("More → Move address gives it another one").waitFor();
    expect(await address.getAttribute("readonly")).not.toBeNull();
    await picture("publish-fixed");
    await dialog().getByRole("button", { name: "Not yet" }).click();
  });

  it("is moved in a dialog that warns, and shows in the other tab that has it open", async () => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await cardOf(other, "Answer").waitFor();
    await openMenu("Move address");
    await dialog().getByText("goes on answering").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousFindings(page)).toEqual([]);
      await picture(`move-${colorScheme}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await picture("move-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
    await dialog().getByRole("textbox", { name: "New address" }).fill("front-page");
    await page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    await openMenu("Open /v1/front-page");
    await page
      .getByRole("heading", { name: /front-page/ })
      .first()
      .waitFor();

    await other.getByRole("button", { name: "More", exact: true }).click();
    await other.getByRole("menuitem", { name: "Open /v1/front-page" }).waitFor();
    await other.close();
  }, 120_000);
});
