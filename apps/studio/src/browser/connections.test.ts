import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";

describe.skipIf(browserPath === undefined)("connections and notifications, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    received.push(body);
    response.end();
  });

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    process.env.AISLE_OUTBOUND_ALLOW = "127.0.0.1";
    studio = await startStudio();
    page = studio.page;
  }, 300_000);
  afterAll(async () => {
    delete process.env.AISLE_OUTBOUND_ALLOW;
    server.close();
    await studio?.close();
  }, 60_000);

  it("are added, tested, changed and deleted by the keyboard alone", async () => {
    await page.goto(`${studio.aisle.studio}/settings`);
    await page.getByText("No connections yet").waitFor();
    await page.getByRole("button", { name: "Add a connection" }).focus();
    await page.keyboard.press("Enter");
    const chat = page.getByRole("menuitem", { name: "Chat" });
    await chat.waitFor();
    const isChosen = () => chat.evaluate((item) => item === document.activeElement);
    for (let pressed = 0; pressed < 5 && !(await isChosen()); pressed++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const form = page.getByRole("form", { name: "Chat connection" });
    await form.waitFor();
    await form.getByLabel("Name").fill("shop-chat");
    await form.getByLabel("Address of the incoming webhook").fill("not an address");
    await page.keyboard.press("Enter");
    await form.getByText("is no http or https address").waitFor();
    const { port } = server.address() as AddressInfo;
    await form.getByLabel("Address of the incoming webhook").fill(`http://127.0.0.1:${port}/hook`);
    await page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    await page.getByText("Not tested").waitFor();
    await page.getByRole("button", { name: "Test shop-chat" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Works: The chat took a test message.").waitFor();
    expect(received.at(-1)).toContain("Test from Aisle");
    await page.getByRole("button", { name: "More for shop-chat" }).click();
    await page.getByRole("menuitem", { name: "Change" }).click();
    await form.waitFor();
    expect(await form.getByLabel("Address of the incoming webhook").inputValue()).toBe("");
    expect(await seriousFindings(page)).toEqual([]);
    await form.getByLabel("Send notifications through it").uncheck();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await page.getByText("Not tested").waitFor();
  });

  it("report a broken import by the bell, which opens and is read by the keyboard", async () => {
    await page.goto(`${studio.aisle.studio}/settings`);
    await page.evaluate(() =>
      fetch("/api/import/catalog?file=broken.csv.gz", {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "x-aisle-upload": "1" },
        body: new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]),
      }),
    );
    const bell = page.getByRole("button", { name: "Notifications, 1 unread" });
    await expect
      .poll(
        async () => {
          await page.reload();
          return bell.waitFor({ timeout: 4_000 }).then(
            () => true,
            () => false,
          );
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe(true);
    await bell.focus();
    await page.keyboard.press("Enter");
    await page.getByText("The import of “broken.csv.gz” failed").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const folder = process.env.AISLE_TEST_PICTURES;
    if (folder !== undefined) await page.screenshot({ path: `${folder}/bell.png` });
    await page.getByRole("button", { name: "Mark all as read" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("The import of “broken.csv.gz” failed").waitFor({ state: "detached" });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Notifications", exact: true }).click();
    const drop = (await page.getByText("The import of “broken.csv.gz” failed").boundingBox())!;
    expect(drop.x).toBeGreaterThanOrEqual(0);
    expect(drop.x + drop.width).toBeLessThanOrEqual(390);
    if (folder !== undefined) await page.screenshot({ path: `${folder}/bell-390.png` });
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1440, height: 900 });
  }, 120_000);

  it("fit a phone and have no serious finding of axe, light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await page.goto(`${studio.aisle.studio}/settings`);
        await page.getByRole("button", { name: "Test shop-chat" }).waitFor();
        expect([colorScheme, width, await seriousFindings(page)]).toEqual([colorScheme, width, []]);
        const sideways = await page.evaluate(() => {
          const main = document.querySelector("main")!;
          return main.scrollWidth - main.clientWidth;
        });
        expect([colorScheme, width, sideways]).toEqual([colorScheme, width, 0]);
        const folder = process.env.AISLE_TEST_PICTURES;
        if (folder !== undefined) await page.screenshot({ path: `${folder}/settings-${colorScheme}-${width}.png` });
      }
    }
    await page.getByRole("button", { name: "More for shop-chat" }).click();
    await page.getByRole("menuitem", { name: "Delete, with its secrets" }).click();
    await page.getByText("No connections yet").waitFor();
  }, 120_000);
});
