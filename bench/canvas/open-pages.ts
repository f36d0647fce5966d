import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import type { RunningAisle } from "../serving/running-aisle.ts";
import { largeGraph } from "./large-graph.ts";

/** A page that can be walked over. */
export interface BenchPage {
  readonly page: Page;
  readonly session: CDPSession;
}

/** Where the drawing stands in the window, and which part of it is in view. */
export interface Stage {
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly view: { readonly x: number; readonly y: number; readonly zoom: number };
}

/** Makes the large pipeline in Aisle, opens its canvas and runs it, so that every card has something to show. */
export async function openCanvas(aisle: RunningAisle, context: BrowserContext): Promise<BenchPage & Stage> {
  const graph = largeGraph();
  const { pipelineId } = await aisle.mutate<{ pipelineId: string }>("pipelines.create", { name: "Large", graph });
  const token = readFileSync(join(aisle.home, "internal-token"), "utf8").trim();
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${token}` });
  const page = await context.newPage();
  await page.goto(`${aisle.studioUrl}/pipelines/${pipelineId}`);
  await drawn(page, graph.nodes.length, graph.edges.length);
  await page.keyboard.press("Control+Enter");
  await page.locator('article[data-outcome*="Ran"]').nth(100).waitFor({ state: "attached", timeout: 120_000 });
  const [, x, y, zoom] = /translate\(([-\d.]+)px, ([-\d.]+)px\) scale\(([\d.]+)\)/.exec(
    (await page.locator(".react-flow__viewport").getAttribute("style")) ?? "",
  )!;
  const box = (await page.locator(".react-flow").boundingBox())!;
  return {
    page,
    session: await context.newCDPSession(page),
    box,
    view: { x: Number(x), y: Number(y), zoom: Number(zoom) },
  };
}

/** Opens the bare page with its drawing at the same place and from the same view. */
export async function openBare(url: string, context: BrowserContext, { box, view }: Stage): Promise<BenchPage> {
  const page = await context.newPage();
  const place = { left: box.x, top: box.y, width: box.width, height: box.height, ...view };
  const search = new URLSearchParams(Object.entries(place).map(([name, value]) => [name, String(value)]));
  await page.goto(`${url}?${search}`);
  const { nodes, edges } = largeGraph();
  await drawn(page, nodes.length, edges.length);
  return { page, session: await context.newCDPSession(page) };
}

/** Both pages have to hold all of it: what is not there costs nothing. */
async function drawn(page: Page, nodes: number, edges: number): Promise<void> {
  await page
    .locator(".react-flow__node")
    .nth(nodes - 1)
    .waitFor({ state: "attached" });
  await page
    .locator(".react-flow__edge")
    .nth(edges - 1)
    .waitFor({ state: "attached" });
}
