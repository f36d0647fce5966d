import type { Page } from "playwright-core";
import { cardOf } from "./open-studio.ts";

/** Runs the whole pipeline and waits until this run's answer is there, not that of one before. */
export async function runWhole(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes("drafts.run"));
  await page.keyboard.press("Control+Enter");
  await answered;
  await cardOf(page, "Answer")
    .getByText(/Answered with \d+/)
    .first()
    .waitFor();
}

/** Opens a template from the start page and runs it. */
export async function openTemplate(page: Page, title: RegExp): Promise<void> {
  await page.getByRole("button", { name: title }).first().click();
  await cardOf(page, "Answer").waitFor();
  await runWhole(page);
}
