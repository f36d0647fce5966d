import { join } from "node:path";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { createPool } from "@aisle/platform/postgres/pool";
import { inTransaction } from "@aisle/platform/postgres/with-client";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, type OpenStudio, owner, seriousFindings, startStudio } from "./open-studio.ts";

describe.skipIf(browserPath === undefined)("the audit log, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
  }, 300_000);
  afterAll(() => studio?.close(), 60_000);

  const log = () => page.getByRole("table", { name: "Audit log" });
  const trpc = (path: string, body: object) =>
    page.evaluate(
      async ([at, input]) => {
        const headers = { "content-type": "application/json" };
        return (await fetch(`/trpc/${at}`, { method: "POST", headers, body: JSON.stringify(input) })).status;
      },
      [path, body] as const,
    );
  const choose = async (label: string, option: string) => {
    await page
      .getByRole("combobox", { name: label })
      .or(page.getByRole("textbox", { name: label }))
      .first()
      .click();
    await page.getByRole("option", { name: option }).click();
  };

  it("shows sign-ins by account, a wrong password too, and what was done to what", async () => {
    const failed = await page.evaluate(async (email) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ email, password: "not the password" });
      return (await fetch("/api/auth/sign-in/email", { method: "POST", headers, body })).status;
    }, owner.email);
    expect(failed).toBe(401);
    expect(await trpc("keys.create", { kind: "endpoint", name: "web shop" })).toBe(200);
    await page.goto(`${studio.aisle.studio}/settings`);
    await page.getByRole("link", { name: "Open the audit log" }).click();
    await log().waitFor();
    const rows = await log().locator("tbody tr").allInnerTexts();
    expect(rows[0]).toMatch(/^Ines Kurz\s+made an API key\s+key_/);
    expect(rows.some((row) => /^Nobody known\s+tried to sign in with a wrong password\s+Ines Kurz/.test(row))).toBe(
      true,
    );
    expect(rows.some((row) => /^Ines Kurz\s+set a password/.test(row))).toBe(true);
    expect(rows.some((row) => /^Ines Kurz\s+signed in by a link/.test(row))).toBe(true);
    expect(rows.join()).not.toMatch(/not the password|web shop/);
  });

  it("is narrowed down by kind and by person, and says what to do where nothing matches", async () => {
    await choose("Kind", "API keys");
    await expect.poll(() => log().locator("tbody tr").count()).toBe(1);
    await choose("Person", owner.name);
    await expect.poll(() => log().locator("tbody tr").count()).toBe(1);
    await choose("Kind", "Backups");
    await page.getByText("No entry matches").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await log().waitFor();
  });

  it("goes on with earlier entries page by page", async () => {
    for (let at = 0; at < 60; at++) expect(await trpc("settings.setTimeZone", { timeZone: "Europe/Berlin" })).toBe(200);
    await page.reload();
    await log().waitFor();
    expect(await log().locator("tbody tr").count()).toBe(50);
    await page.getByRole("button", { name: "Show earlier entries" }).click();
    await expect.poll(() => log().locator("tbody tr").count()).toBeGreaterThan(60);
    await page.getByRole("button", { name: "Show earlier entries" }).waitFor({ state: "detached" });
  });

  it("verifies the chain by the keyboard, and reads well in both themes and on a phone", async () => {
    await page.getByRole("button", { name: "Verify the chain" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText(/Intact: \d+ entries/).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const sideways = () =>
      page.evaluate(() => document.querySelector("main")!.scrollWidth - document.querySelector("main")!.clientWidth);
    expect(await sideways()).toBeLessThanOrEqual(1);
    expect(studio.broken).toEqual([]);
  });

  it("says where the chain breaks once somebody who owns the database has changed an entry", async () => {
    const server = await startEmbeddedPostgres({ dir: join(studio.aisle.home, "postgres") });
    const pool = createPool(server.url("aisle"), { max: 1 });
    const seq = await inTransaction(pool, async (client) => {
      await client.query("set local session_replication_role = replica");
      const { rows } = await client.query<{ seq: number }>(
        "update audit_entry set entry = replace(entry, 'endpoint', 'write') where action = 'key.created' returning seq",
      );
      return rows[0]!.seq;
    });
    await pool.end();
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByText(`Broken after ${seq - 1} good entries: entry ${seq}, or its hash, was changed.`).waitFor();
  });
});
