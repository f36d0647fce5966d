import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

describe.skipIf(browserPath === undefined)("trying an endpoint without JSON, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let pipelineId: string;

  const publish = async (slug: string): Promise<string> => {
    const { studio: address } = studio.aisle;
    const draft = { name: slug, templateId: slug };
    const { pipelineId } = await callStudio<{ pipelineId: string }>(page, address, "pipelines.create", draft);
    await publishDraft(page, address, pipelineId, slug);
    return pipelineId;
  };

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    pipelineId = await publish("home-recommendations");
    await publish("product-search");
  }, 300_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  const openEndpoint = async (slug: string) => {
    await page.goto(`${studio.aisle.studio}/endpoints/${slug}`);
    await page.getByRole("button", { name: /^Send/ }).waitFor();
  };
  const answered = () => page.getByText("200", { exact: true }).waitFor();
  const json = async () => {
    await page.getByText("JSON", { exact: true }).first().click();
    return JSON.parse(await page.getByRole("textbox", { name: "Request body" }).inputValue()) as object;
  };

  it("sends what a search box holds when Enter is pressed", async () => {
    await openEndpoint("product-search");
    const box = page.getByRole("searchbox", { name: "Query" });
    await box.fill("tent");
    await box.press("Enter");
    await answered();
    expect(await json()).toMatchObject({ query: "tent" });
  }, 90_000);

  it("picks a shopper by the beginning of an id and a product by its name", async () => {
    await openEndpoint("home-recommendations");
    const shopper = page.getByRole("combobox", { name: "Shopper id" });
    await shopper.fill("s_0000");
    await page
      .getByRole("option", { name: /^s_0000/ })
      .first()
      .click();
    const products = page.getByRole("textbox", { name: "Viewed" });
    await products.fill("tent");
    const option = page.getByRole("option", { name: /tent/i }).first();
    await option.waitFor();
    await option.click();
    await page.keyboard.press("Escape");
    await page.getByRole("textbox", { name: "Limit" }).fill("3");
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: /^Send/ }).click();
    await answered();
    const body = (await json()) as { shopperId: string; viewed: string[]; limit: number };
    expect(body).toMatchObject({ shopperId: expect.stringMatching(/^s_0000\d$/), limit: 3 });
    expect(body.viewed).toHaveLength(1);
  }, 90_000);

  it("flags a field that the schema does not have, with the nearest, and fixes it", async () => {
    await openEndpoint("home-recommendations");
    await json();
    await page.getByRole("textbox", { name: "Request body" }).fill('{"shoperId": "s_00002"}');
    await page.getByText("Form", { exact: true }).click();
    await page.getByText("The schema has no field “shoperId”; the nearest is “shopperId”.").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.getByRole("button", { name: "Rename to shopperId" }).click();
    expect(await page.getByRole("combobox", { name: "Shopper id" }).inputValue()).toBe("s_00002");
    expect(await json()).toEqual({ shopperId: "s_00002" });
  }, 90_000);

  it("replaces samples of a demo shop that was set aside, as one step to undo", async () => {
    const samples = async () => {
      type Draft = { readonly graph: { readonly samples: readonly { readonly request: object }[] } };
      const { graph } = await callStudio<Draft>(page, studio.aisle.studio, "drafts.open", { pipelineId }, false);
      return JSON.stringify(graph.samples.map(({ request }) => request));
    };
    expect(await samples()).toMatch(/s_\d{5}/);
    await callStudio(page, studio.aisle.studio, "demoShop.setAside", {});
    await page.goto(`${studio.aisle.studio}/pipelines/${pipelineId}`);
    await page.getByText(/^Sample requests named what went with the demo shop/).waitFor();
    await expect.poll(samples, { timeout: 10_000 }).not.toMatch(/s_\d{5}/);
    await page.keyboard.press("Control+z");
    await expect.poll(samples, { timeout: 10_000 }).toMatch(/s_\d{5}/);
    expect(studio.broken).toEqual([]);
  }, 90_000);
});
