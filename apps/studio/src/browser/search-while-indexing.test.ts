import { join } from "node:path";
import { noteBuilding } from "@aisle/platform/collections/collection-record";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTemplate } from "./canvas-page.ts";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

const progress = /being built[:,] 500 of 2,000( products)? \(25 %\)/;

describe.skipIf(browserPath === undefined)("a search while its index is being built, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let pool: Pool;
  let workspaceId: string;

  /** The collection as the job that builds it writes it down: how far that is stands still for this test. */
  const building = async (found: number) => {
    await pool.query("update collection set status = 'indexing' where workspace_id = $1", [workspaceId]);
    await noteBuilding(pool, workspaceId, "products", { found, total: 2_000 });
  };

  beforeAll(async () => {
    studio = await startStudio();
    ({ page } = studio);
    const server = await startEmbeddedPostgres({ dir: join(studio.aisle.home, "postgres") });
    pool = createPool(server.url("aisle"), { max: 1 });
    ({ id: workspaceId } = (await pool.query<{ id: string }>("select id from workspace")).rows[0]!);
  }, 240_000);

  afterAll(async () => {
    await pool?.end();
    await studio?.close();
  }, 60_000);

  runSteps(() => page);

  it("says how far the index is on the start page, on the nodes that search by meaning, and where one publishes", async () => {
    await building(500);
    await page.goto(studio.aisle.studio);
    await page.getByText(progress).first().waitFor();
    await openTemplate(page, /Search that understands/);
    await cardOf(page, "Vector search").getByText(progress).waitFor();
    // Words are found as ever.
    expect(await cardOf(page, "Keyword search").getByText(progress).count()).toBe(0);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(progress).waitFor();
    await dialog.getByRole("progressbar", { name: "Index of products" }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.keyboard.press("Escape");
  }, 120_000);

  it("answers meanwhile, and says so in the trace of the answer", async () => {
    const { studio: address } = studio.aisle;
    const draft = { name: "Search", templateId: "product-search" };
    const { pipelineId } = await callStudio<{ pipelineId: string }>(page, address, "pipelines.create", draft);
    await publishDraft(page, address, pipelineId, "search");
    const ask = () =>
      callStudio<{ status: number; decisionId: string }>(page, address, "endpoints.tryIt", {
        slug: "search",
        body: { query: "warm tent" },
      });
    const { decisionId } = await vi.waitFor(
      async () => {
        const answer = await ask();
        expect(answer.status).toBe(200);
        return answer;
      },
      { timeout: 20_000, interval: 200 },
    );
    await page.goto(`${address}/traces/${decisionId}`);
    await page.getByText("500 of 2,000 products can be found so far (25 %)").first().waitFor();
  }, 120_000);

  it("takes the marks away when the index is whole", async () => {
    await page.goto(`${studio.aisle.studio}/pipelines`);
    await page
      .getByRole("link", { name: /Search that understands/ })
      .first()
      .click();
    await cardOf(page, "Vector search").getByText(progress).waitFor();
    await pool.query(
      `with done as (update collection set status = 'ready', meta = meta - 'building' where workspace_id = $1)
       select pg_notify('aisle_artefacts', $1)`,
      [workspaceId],
    );
    await cardOf(page, "Vector search").getByText(progress).waitFor({ state: "detached" });
    expect(studio.broken).toEqual([]);
  }, 60_000);
});
