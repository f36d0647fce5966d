// Takes the pictures of docs/pictures from an Aisle of its own, with the demo shop: `node scripts/screenshots.mjs`.
import "./require-node.mjs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOrInstallBrowser } from "./find-browser.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./run.mjs";

const folder = join(root, "docs/pictures");
const flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"];
const maxKb = 300;

await prepare();
const executablePath = await findOrInstallBrowser();
if (!executablePath) {
  console.error("✗ No Chromium, Chrome or Edge was found: set AISLE_BROWSER to the path of one");
  process.exit(1);
}
const { chromium } = await import("playwright-core");
const { freePort } = await import("../packages/platform/dist/files/free-port.js");
mkdirSync(folder, { recursive: true });
const aisle = await startAisle();
try {
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    await takePictures(browser);
  } finally {
    await browser.close();
  }
} finally {
  await aisle.stop();
}

async function takePictures(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  page.setDefaultTimeout(30_000);
  await signIn(page);

  await publishTemplate(page, /Search that understands/, "product-search");
  await callEndpoint(page, "product-search", [
    { query: "warm tent for two" },
    { query: "running shoes", shopperId: "s_00007" },
    { query: "rain jacket", shopperId: "s_00021" },
    { query: "mug" },
  ]);
  await publishTemplate(page, /Home recommendations/, "home-recommendations");
  const shoppers = Array.from({ length: 40 }, (_, index) => ({ shopperId: `s_${String(index + 1).padStart(5, "0")}` }));
  await callEndpoint(page, "home-recommendations", shoppers);

  await page.goto(`${aisle.studio}/`);
  await page.getByText("What should the shop answer?").waitFor();
  await picture(page, "start");

  await page.goto(`${aisle.studio}/pipelines`);
  await page
    .getByRole("link", { name: /Home recommendations/ })
    .first()
    .click();
  await runInPlace(page);
  await picture(page, "canvas");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "canvas-dark");
  await page.emulateMedia({ colorScheme: "light" });

  await page.locator('.react-flow__node[aria-label="Diversity"]').click({ position: { x: 60, y: 14 } });
  await page.getByRole("textbox", { name: "At most" }).fill("2");
  await page.getByText(/rev \d+, saved/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Publish/ }).click();
  await page
    .getByRole("dialog")
    .getByText(/Diversity/)
    .first()
    .waitFor();
  await picture(page, "publish");

  await page.goto(`${aisle.studio}/endpoints/home-recommendations`);
  await page.getByRole("button", { name: /^Send/ }).click();
  await page.getByText("200", { exact: true }).waitFor();
  await picture(page, "endpoint");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "endpoint-phone");
  await page.setViewportSize({ width: 1440, height: 900 });

  // The demo shop comes with three, made by its simulated shoppers.
  await page.goto(`${aisle.studio}/experiments`);
  await page.locator('main a[href^="/experiments/exp"]').first().waitFor({ timeout: 120_000 });
  await picture(page, "experiments");
  const addresses = await page
    .locator('main a[href^="/experiments/exp"]')
    .evaluateAll((links) => [...new Set(links.map((link) => link.href))]);
  for (const [at, address] of addresses.entries()) {
    await page.goto(address);
    await page.locator(".recharts-surface, [role=alert]").first().waitFor();
    await picture(page, `experiment-${at + 1}`);
    if (at > 0) continue;
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "experiment-dark");
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, "experiment-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  for (const name of ["value", "pipelines", "endpoints", "runs", "catalogue", "collections", "jobs", "settings"]) {
    await page.goto(`${aisle.studio}/${name}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
    await picture(page, name);
    if (name === "runs") {
      await page.locator('main a[href^="/traces/"]').first().click();
      await page.getByText(/^Answered with/).waitFor();
      await picture(page, "trace");
    }
  }
}

async function signIn(page) {
  await page.goto(aisle.signIn);
  await page.getByLabel("Your name").fill("Ines Kurz");
  await page.getByLabel("E-mail").fill("ines@example.com");
  await page.getByLabel("Password").first().fill("long enough to keep");
  await page.getByRole("button", { name: "Enter the studio" }).click();
  await page.getByText("What should the shop answer?").waitFor();
}

async function publishTemplate(page, name, slug) {
  await page.goto(`${aisle.studio}/`);
  await page.getByRole("button", { name }).first().click();
  await runInPlace(page);
  await page.getByRole("button", { name: /^Publish/ }).click();
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
  await page.getByText(/is live at/).waitFor({ timeout: 60_000 });
}

async function runInPlace(page) {
  const answer = page.locator('.react-flow__node[aria-label="Answer"]');
  await answer.waitFor();
  await page.keyboard.press("Control+Enter");
  await answer.getByText(/Answered with \d+/).waitFor();
}

/** Calls an endpoint as a caller would, with a key made in the studio. */
async function callEndpoint(page, slug, bodies) {
  await page.goto(`${aisle.studio}/endpoints/${slug}`);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("web-storefront");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByRole("dialog").locator("pre").textContent();
  await page.getByRole("button", { name: "I have it" }).click();
  for (const body of bodies) {
    const response = await fetch(`${aisle.endpoints}/v1/${slug}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${slug} answered ${response.status}: ${await response.text()}`);
  }
}

async function picture(page, name) {
  await page.mouse.move(0, 0);
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(800);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const kb = Math.round(statSync(path).size / 1024);
  console.log(`✓ docs/pictures/${name}.png (${kb} KB)${kb > maxKb ? `: more than ${maxKb} KB` : ""}`);
}

/** Starts what `npm start` starts, on free ports and a data directory that goes with it. */
async function startAisle() {
  const home = mkdtempSync(join(tmpdir(), "aisle-pictures-"));
  // The database's OS user must be able to enter it.
  chmodSync(home, 0o755);
  const [studioPort, workerPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ["apps/supervisor/dist/main.js"], {
    cwd: root,
    env: { ...process.env, AISLE_HOME: home, AISLE_PORT: String(studioPort), AISLE_WORKER_PORT: String(workerPort) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(home, { recursive: true, force: true });
  };
  let text = "";
  const ready = new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("Ctrl-C stops everything")) resolve();
    });
    child.once("exit", () => reject(new Error(`Aisle ended before it was ready:\n${text}`)));
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    studio: `http://127.0.0.1:${studioPort}`,
    endpoints: `http://127.0.0.1:${workerPort}`,
    signIn: /Sign in\s+(\S+)/.exec(text)[1],
    stop,
  };
}
