import type { Page } from "playwright-core";
import { expect, vi } from "vitest";

/** Calls a procedure of the studio at this address as the person of a page; throws with its answer where it is refused. */
export async function callStudio<T>(
  page: Page,
  studio: string,
  procedure: string,
  input: object,
  change = true,
): Promise<T> {
  const url = `${studio}/trpc/${procedure}`;
  const answer = change
    ? await page.request.post(url, { data: input, headers: { origin: studio } })
    : await page.request.get(`${url}?input=${encodeURIComponent(JSON.stringify(input))}`);
  const body = (await answer.json()) as { result?: { data: T } };
  if (body.result === undefined) throw new Error(`${procedure}: ${JSON.stringify(body)}`);
  return body.result.data;
}

/** Publishes a pipeline's draft under an address and waits until the version is live. */
export async function publishDraft(page: Page, studio: string, pipelineId: string, slug: string): Promise<void> {
  const version = { pipelineId, slug, name: "", notes: "", revision: 0 };
  const { jobId } = await callStudio<{ jobId: string }>(page, studio, "pipelines.publish", version);
  const state = async () => (await callStudio<{ state: string }>(page, studio, "jobs.get", { jobId }, false)).state;
  await vi.waitFor(async () => expect(await state()).toBe("done"), { timeout: 60_000, interval: 200 });
}
