import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { type RunningAisle, startAisle } from "./running-aisle.ts";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const flags = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
];

/** The browser that the tests drive; they are skipped where there is none. */
export const browserPath: string | undefined = process.env.AISLE_BROWSER || undefined;

export const owner = { name: "Ines Kurz", email: "ines@example.com", password: "long enough to keep" };

/** A whole Aisle with a browser beside it. */
export interface OpenStudio {
  readonly aisle: RunningAisle;
  readonly browser: Browser;
  /** The owner's window; signed in unless `startStudio` got other options. */
  readonly context: BrowserContext;
  readonly page: Page;
  /** What any page of the owner's window threw. */
  readonly broken: readonly string[];
  close(): Promise<void>;
}

/** Starts Aisle with its demo shop (`fresh`: as a first start does) and opens its studio in Chromium, signed in as the owner. */
export async function startStudio({ signIn = true, fresh = false } = {}): Promise<OpenStudio> {
  const aisle = await startAisle({ fresh });
  const broken: string[] = [];
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await aisle.stop();
  };
  try {
    browser = await chromium.launch({ executablePath: browserPath!, args: flags });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    context.on("weberror", (thrown) => broken.push(thrown.error().message));
    const page = await context.newPage();
    if (signIn) await signInOwner(page, aisle.signIn);
    return { aisle, browser, context, page, broken, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Follows the printed link and sets the owner's name and password. */
export async function signInOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").first().fill(owner.password);
  await page.getByRole("button", { name: "Enter the studio" }).click();
  await page.getByText("What should the shop answer?").waitFor();
}

/** A node's card on the canvas, by its title. */
export function cardOf(page: Page, title: string): Locator {
  return page.locator(`.react-flow__node[aria-label="${title}"]`);
}

/** Serious and critical findings of axe on the page as it stands. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Half faded in, everything has too little contrast.
  await page.evaluate(async () => {
    const moves = () =>
      document
        .getAnimations()
        .some(
          (one) =>
            one.playState === "running" && one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
        );
    for (let still = 0; still < 3; ) {
      await new Promise(requestAnimationFrame);
      still = moves() ? 0 : still + 1;
    }
  });
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as {
      axe: { run(): Promise<{ violations: { impact: string; id: string; nodes: { target: string[] }[] }[] }> };
    };
    const { violations } = await tool.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  });
}
