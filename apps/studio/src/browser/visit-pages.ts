import type { Page } from "playwright-core";
import { type PageName, pagePaths } from "../client/page-paths.ts";

/** What stands in the addresses of pages about one thing. */
export interface Visited {
  readonly studio: string;
  readonly pipelineId: string;
  readonly slug: string;
  readonly decisionId: string;
  readonly experimentId: string;
}

export const pageNames = Object.keys(pagePaths) as PageName[];

/** Where a page of the studio stands. */
export function addressOf(name: PageName, { studio, pipelineId, slug, decisionId, experimentId }: Visited): string {
  const filled: { readonly [N in PageName]?: string } = {
    canvas: `/pipelines/${pipelineId}`,
    endpoint: `/endpoints/${slug}`,
    experiment: `/experiments/${experimentId}`,
    trace: `/traces/${decisionId}`,
    jobs: "/jobs",
    alert: "/monitors/alerts/alert_none",
    subject: `/monitors/endpoint/${slug}`,
  };
  return studio + (filled[name] ?? pagePaths[name]);
}

/** Opens a page of the studio and waits until what it shows is there. */
export async function visit(page: Page, name: PageName, visited: Visited): Promise<void> {
  await page.goto(addressOf(name, visited));
  await page.locator("main :is(h1, h2), header h1, .react-flow__node").first().waitFor();
  await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
}
