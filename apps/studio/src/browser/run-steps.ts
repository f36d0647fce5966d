import type { Page } from "playwright-core";
import { afterEach, beforeEach } from "vitest";

/**
 * The tests of a file are steps of one walk. A step that is tried again begins on a page that is loaded again, not under a
 * dialog that the failed try left open; what a page showed when a step failed is printed.
 */
export function runSteps(page: () => Page | undefined): void {
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) === 0) return;
    await page()?.reload();
    await page()?.locator("main :is(h1, h2), header h1, .react-flow__node").first().waitFor();
  });
  afterEach(async ({ task }) => {
    if ((task.result?.errors?.length ?? 0) <= (task.result?.retryCount ?? 0)) return;
    const shown = await page()
      ?.locator("body")
      .innerText({ timeout: 2000 })
      .catch((error: unknown) => String(error));
    console.log(`“${task.name}” failed at ${page()?.url()}, where the page showed:\n${shown?.slice(0, 4000)}`);
  });
}
