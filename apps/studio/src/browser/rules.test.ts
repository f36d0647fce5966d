import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemplate } from "./canvas-page.ts";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";

describe.skipIf(browserPath === undefined)("rules by picker and form, in a browser", { timeout: 90_000 }, () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    await openTemplate(page, /Search that understands/);
  }, 240_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const inspector = () => page.locator("#inspector");
  const open = async (title: string) => {
    await cardOf(page, title).click({ position: { x: 60, y: 14 } });
    await inspector().getByRole("tab", { name: "Set up" }).click();
  };
  const bothThemes = async () => {
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  };
  const configOf = (title: string) =>
    page.evaluate(async (nodeType) => {
      const id = location.pathname.split("/").at(-1);
      const input = encodeURIComponent(JSON.stringify({ pipelineId: id }));
      const answer = await fetch(`/trpc/drafts.open?input=${input}`);
      const { result } = (await answer.json()) as {
        result: { data: { graph: { nodes: { type: string; config: Record<string, unknown> }[] } } };
      };
      return result.data.graph.nodes.find(({ type }) => type === nodeType)?.config;
    }, title);
  const reach = () => inspector().getByRole("status", { name: "In the catalog" }).last();

  it("finds the product of a pin by its title or id, with price and stock, by keyboard alone", async () => {
    await open("Pin & boost");
    await inspector().getByRole("button", { name: "Add pin" }).click();
    const field = inspector().getByRole("textbox", { name: "Product" });
    await field.fill("tent");
    const options = page.getByRole("listbox", { name: "Products" }).getByRole("option");
    await options.first().waitFor();
    expect(await options.first().innerText()).toMatch(/tent[\s\S]*[€$£]\d[\s\S]*, (\d|sold out|stock)[\s\S]*, NF-\d+/i);
    await bothThemes();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await inspector()
      .getByRole("button", { name: /^Remove .*tent/i })
      .waitFor();
    await expect
      .poll(async () => JSON.stringify(await configOf("rules.pin-and-boost")))
      .toMatch(/"productId":"NF-\d+"/);
    // One that the catalog does not have is taken, and marked.
    await field.fill("NF-gone");
    await page.getByText("No product has this title or id. Enter takes it as an id.").waitFor();
    await page.keyboard.press("Enter");
    await inspector().getByText("No product of the catalog has the id “NF-gone”.").waitFor();
    await bothThemes();
    await page.keyboard.press("Backspace");
    await inspector().getByRole("button", { name: "Remove pin 1" }).click();
  });

  it("builds conditions of field, comparison and value, with what the catalog has, and keeps them as text", async () => {
    await inspector().getByRole("button", { name: "Add bury" }).click();
    const rule = inspector().getByRole("group", { name: "When: conditions" });
    await rule.getByRole("button", { name: "Add condition" }).click();
    // A price is entered in whole units, and stored in minor ones.
    await rule.getByLabel("Value 1", { exact: true }).fill("50");
    await expect.poll(async () => (await configOf("rules.pin-and-boost"))?.buries).toEqual([{ when: "price < 5000" }]);
    await reach()
      .getByText(/^In the catalog: true for [\d,]+ of 2,000 products/)
      .waitFor();
    await rule.getByRole("button", { name: "Add condition" }).click();
    await rule.getByLabel("Field 2", { exact: true }).click();
    await page.getByRole("option", { name: "Colour", exact: true }).click();
    await rule.getByLabel("Value 2", { exact: true }).fill("");
    await rule.getByLabel("Value 2", { exact: true }).click();
    const colour = page.getByRole("option").first();
    const name = await colour.innerText();
    await colour.click();
    await rule.getByRole("radiogroup", { name: "How the conditions are joined" }).getByText("any").click();
    const text = `price < 5000 || attributes.colour == "${name}"`;
    await expect.poll(async () => (await configOf("rules.pin-and-boost"))?.buries).toEqual([{ when: text }]);
    await bothThemes();
    await inspector().getByRole("radiogroup", { name: "When as" }).getByText("Text", { exact: true }).click();
    expect(await inspector().getByRole("textbox", { name: "When" }).inputValue()).toBe(text);
  });

  it("warns of a rule that can never be true, with the reason, and lists it as a warning", async () => {
    const when = inspector().getByRole("textbox", { name: "When" });
    await when.fill("colour == 'red'");
    await reach().getByText("No product has the field “colour”; there is “attributes.colour”.").waitFor();
    await reach()
      .getByText(/true for 0 of 2,000 products/)
      .waitFor();
    await bothThemes();
    await when.fill("price < '20'");
    await reach()
      .getByText(/“price” is a number, and is compared with a text/)
      .waitFor();
    const chip = page.getByRole("button", { name: /Ready, with 1 warning/ });
    await chip.click();
    await page.getByText(/The rule “price < '20'” never makes a difference\./).waitFor();
    await chip.click();
    // What the form cannot show stays a text.
    await when.fill("price < 5000 && stock > 0 || brand == 'x'");
    await inspector().getByText("This text says more than a form can show: it stays a text.").waitFor();
    expect(
      await inspector().getByRole("radiogroup", { name: "When as" }).getByRole("radio", { name: "Form" }).isDisabled(),
    ).toBe(true);
  });

  it("fits a screen of 390 pixels", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await inspector().getByRole("textbox", { name: "When" }).fill("price < 5000 && stock > 0");
    await inspector().getByRole("radiogroup", { name: "When as" }).getByText("Form", { exact: true }).click();
    const rule = inspector().getByRole("group", { name: "When: conditions" });
    await rule.getByLabel("Value 2", { exact: true }).scrollIntoViewIfNeeded();
    const box = (await rule.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    expect(await seriousFindings(page)).toEqual([]);
    expect(studio.broken).toEqual([]);
  });
});
