import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

/** Where pictures are put to be looked at, when asked for. */
const pictures = process.env.AISLE_TEST_PICTURES;
/** The first, by which the endpoint is found ready, and seventeen times seven. */
const requests = 120;

describe.skipIf(browserPath === undefined)(
  "a draft held against the log before it is published",
  { timeout: 120_000 },
  () => {
    let studio: OpenStudio;
    let page: Page;
    let pipelineId: string;

    const dialog = () => page.getByRole("dialog");
    const openPublish = () => page.getByRole("button", { name: /^Publish/ }).click();
    const replay = () => dialog().getByRole("region", { name: "Yesterday’s requests on both", exact: true });
    const score = () => dialog().getByRole("region", { name: "Score this draft on logged traffic", exact: true });
    const picture = async (name: string) => {
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
    };

    beforeAll(async () => {
      studio = await startStudio();
      ({ page } = studio);
      await page
        .getByRole("button", { name: /Home recommendations/ })
        .first()
        .click();
      await cardOf(page, "Answer").waitFor();
      pipelineId = new URL(page.url()).pathname.split("/").at(-1)!;
    }, 240_000);

    afterAll(() => studio?.close(), 60_000);

    runSteps(() => page);

    it("shows nothing of a log while nothing is live", async () => {
      await openPublish();
      await dialog().getByText("The first version").waitFor();
      expect(await replay().count()).toBe(0);
      await page.keyboard.press("Escape");
      await dialog().waitFor({ state: "detached" });
      await publishDraft(page, studio.aisle.studio, pipelineId, "home-recommendations");
      await page.getByText("Draft, v1 is live").waitFor();
    });

    it("says that no request came yet", async () => {
      await openPublish();
      await replay().getByRole("button", { name: "Replay requests" }).click();
      await replay().getByText("No request came to this endpoint yet").waitFor();
      await score().getByRole("button", { name: "Score draft" }).click();
      await score().getByText("Version 1 gave 0 answers in the last 14 days; 100 are needed.").waitFor();
      await page.keyboard.press("Escape");
      await dialog().waitFor({ state: "detached" });
    });

    it("replays the requests of the day, started and read by keyboard", async () => {
      const { key } = await callStudio<{ key: string }>(page, studio.aisle.studio, "keys.create", {
        kind: "endpoint",
        name: "shop",
      });
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const ask = async (at: number) => {
        const body = JSON.stringify({ shopperId: `s_${String(at).padStart(5, "0")}` });
        const url = `${studio.aisle.endpoints}/v1/home-recommendations`;
        return (await fetch(url, { method: "POST", headers, body })).status;
      };
      await expect.poll(() => ask(1), { timeout: 20_000 }).toBe(200);
      for (let at = 1; at < requests; at += 7)
        expect(await Promise.all(Array.from({ length: 7 }, (_, one) => ask(at + one)))).toEqual(Array(7).fill(200));
      await cardOf(page, "Diversity").click({ position: { x: 60, y: 14 } });
      await page.getByRole("textbox", { name: "At most" }).fill("1");
      await page.getByText(/rev \d+, saved/).waitFor();
      // A decision is stored about a second after it was made.
      await page.waitForTimeout(2_500);
      await openPublish();
      await replay().getByRole("button", { name: "Replay requests" }).focus();
      await page.keyboard.press("Enter");
      await replay()
        .getByText(new RegExp(`of ${requests} requests are answered otherwise`))
        .waitFor({ timeout: 60_000 });
      await replay().getByText("today, the first day with traffic").waitFor();
      await replay()
        .getByRole("row", { name: /^Products in common \d+ %$/ })
        .waitFor();
      await replay()
        .getByRole("row", { name: /^Failed 0 0$/ })
        .waitFor();
      await replay()
        .getByRole("row", { name: /^95 of 100 within, p95 .* ms .* ms$/ })
        .waitFor();
      await replay().getByText("Requests that differ most").waitFor();
      expect(await replay().getByRole("listitem").filter({ hasText: "Live, v1" }).count()).toBe(8);
      expect(await seriousFindings(page)).toEqual([]);
      await replay().scrollIntoViewIfNeeded();
      await picture("replay");
    });

    it("cannot tell what a log without exploration never showed", async () => {
      await score().getByRole("button", { name: "Score draft" }).click();
      await score().getByText("Products clicked, per answer").waitFor({ timeout: 60_000 });
      expect(await score().getByText("Cannot tell", { exact: true }).count()).toBe(4);
      await score().getByRole("link", { name: "estimateSlate" }).waitFor();
      await score().scrollIntoViewIfNeeded();
      await picture("score");
    });

    it("is cancelled by its button, and by closing the dialog", async () => {
      await replay().getByRole("button", { name: "Run again" }).click();
      await replay().getByRole("button", { name: "Cancel" }).click();
      await replay().getByText("Cancelled; nothing was stored.").waitFor();
      await replay().getByRole("button", { name: "Run again" }).click();
      await page.keyboard.press("Escape");
      await dialog().waitFor({ state: "detached" });
      await openPublish();
      await replay().getByRole("button", { name: "Replay requests" }).waitFor();
    });

    it("fits a phone, in the dark too", async () => {
      await replay().getByRole("button", { name: "Replay requests" }).click();
      await replay().getByText("Requests that differ most").waitFor({ timeout: 60_000 });
      await score().getByRole("button", { name: "Score draft" }).click();
      await score().getByText("Products clicked, per answer").waitFor({ timeout: 60_000 });
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await seriousFindings(page)).toEqual([]);
      await replay().scrollIntoViewIfNeeded();
      await picture("replay-dark");
      await page.setViewportSize({ width: 390, height: 844 });
      for (const section of [replay(), score()]) {
        await section.scrollIntoViewIfNeeded();
        const box = await section.boundingBox();
        expect(box!.x).toBeGreaterThanOrEqual(0);
        expect(box!.x + box!.width).toBeLessThanOrEqual(390);
      }
      expect(await seriousFindings(page)).toEqual([]);
      await picture("score-phone-dark");
      await replay().scrollIntoViewIfNeeded();
      await picture("replay-phone-dark");
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 1440, height: 900 });
      expect(studio.broken).toEqual([]);
    });
  },
);
