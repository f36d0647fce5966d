import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PageName } from "../client/page-paths.ts";
import { browserPath, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";
import { pageNames, visit } from "./visit-pages.ts";

const slug = "home-recommendations";

describe.skipIf(browserPath === undefined)("what a role may not do is not offered, in a browser", () => {
  let studio: OpenStudio;
  let pipelineId: string;
  let decisionId: string;
  let experimentId: string;

  const call = <T>(page: Page, procedure: string, input: object, change = true) =>
    callStudio<T>(page, studio.aisle.studio, procedure, input, change);

  beforeAll(async () => {
    studio = await startStudio();
    const { page } = studio;
    ({ pipelineId } = await call<{ pipelineId: string }>(page, "pipelines.create", { name: "Home", templateId: slug }));
    const patience = { timeout: 60_000, interval: 200 };
    const publish = () => publishDraft(page, studio.aisle.studio, pipelineId, slug);
    await publish();
    await vi.waitFor(async () => {
      const answer = await call<{ status: number; decisionId: string }>(page, "endpoints.tryIt", {
        slug,
        body: { shopperId: "s_00001" },
      });
      ({ decisionId } = answer);
      expect(answer.status).toBe(200);
    }, patience);
    ({ id: experimentId } = await call<{ id: string }>(page, "experiments.begin", { pipelineId, edits: [] }));
    // Two versions, so that there is one to roll back to.
    await publish();
  }, 300_000);

  afterAll(() => studio?.close(), 60_000);

  const comeIn = async (name: string, role: string): Promise<Page> => {
    const email = `${name.toLowerCase()}@example.com`;
    const { token } = await call<{ token: string }>(studio.page, "people.invite", { name, email, role });
    const context = await studio.browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await page.goto(`${studio.aisle.studio}/welcome?token=${token}`);
    await page.getByLabel("Password").first().fill("another long password");
    await page.getByRole("button", { name: "Enter the studio" }).click();
    await page.getByText("What should the shop answer?").waitFor();
    return page;
  };

  const open = (page: Page, name: PageName) =>
    visit(page, name, { studio: studio.aisle.studio, pipelineId, slug, decisionId, experimentId });

  /** What the server would refuse to those who may only look and run. */
  const refused =
    /^(Empty pipeline|New pipeline|Import(?! an experiment)|Choose a file|Use the demo shop|Set it aside|Bring it back|Delete|Rename|Duplicate|Rebuild|New key|Revoke|Publish|Roll back|Make it live|Undo|Redo|Auto-layout|Ask the assistant|Add a node|Pin|Unpin|Cancel|Run .* again|Restore|Move address|Make the link|Edit the sample|Write a sample)/;
  const offered = (page: Page) =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          "button, [role=menuitem], [role=option], label[for] + input[type=file]",
        ),
      ]
        .filter((one) => one.getClientRects().length > 0 && !one.matches(":disabled, [aria-disabled=true]"))
        .map((one) => (one.getAttribute("aria-label") ?? one.textContent ?? "").trim()),
    );
  /** What it refuses to a viewer, and an analyst may. */
  const experimenting =
    /^(New experiment|New metric|Import an experiment|Make one like|Change (?!the password)|Archive|Bring back|Start|Stop|Delete the draft|Split evenly|Add an arm|Remove |Change the draft|Take the draft)/;
  const notForThem = async (page: Page, role: "analyst" | "viewer" = "viewer") =>
    (await offered(page)).filter((name) =>
      role === "analyst"
        ? refused.test(name.replace(/^Delete the draft$/, ""))
        : refused.test(name) || experimenting.test(name),
    );

  it("would find what it looks for: the owner is offered it", async () => {
    const found = new Set<string>();
    for (const name of pageNames) {
      await open(studio.page, name);
      for (const one of await notForThem(studio.page)) found.add(one.replace(/[ \d].*/, ""));
    }
    expect([...found]).toEqual(
      expect.arrayContaining([
        "Empty",
        "New",
        "Import",
        "Choose",
        "Set",
        "Rebuild",
        "Publish",
        "Roll",
        "Make",
        "Start",
        "Add",
      ]),
    );
  }, 120_000);

  for (const [name, role] of [
    ["Vera", "viewer"],
    ["Anna", "analyst"],
  ] as const) {
    it(`shows every page to the ${role} without an offer that would be refused`, async () => {
      const page = await comeIn(name, role);
      const answers: string[] = [];
      page.on("response", (response) => {
        if (response.status() === 403) answers.push(new URL(response.url()).pathname);
      });
      for (const at of pageNames) {
        await open(page, at);
        expect([at, await notForThem(page, role)]).toEqual([at, []]);
        // What hides behind menus is not offered either.
        const menus = page.locator("main [aria-haspopup=menu], header [aria-haspopup=menu]:not([aria-label*=account])");
        for (let menu = 0; menu < (await menus.count()); menu++) {
          await menus.nth(menu).click();
          await page.getByRole("menu").waitFor();
          expect([at, await notForThem(page, role)]).toEqual([at, []]);
          await page.keyboard.press("Escape");
          await page.getByRole("menu").waitFor({ state: "detached" });
        }
        expect([at, await seriousFindings(page)]).toEqual([at, []]);
      }
      // On the canvas: the settings of a node, and what the palette of commands and the keys would do.
      await open(page, "canvas");
      await page
        .locator(".react-flow__node")
        .nth(2)
        .click({ position: { x: 60, y: 14 } });
      const settings = page.getByRole("complementary", { name: "Settings of the node" });
      await settings.waitFor();
      for (const tab of ["Data", "Runs", "Set up"]) {
        await settings.getByRole("tab", { name: tab }).click();
        expect([tab, await notForThem(page, role)]).toEqual([tab, []]);
      }
      await page.locator("#canvas").focus();
      await page.keyboard.press("a");
      await page.keyboard.press("Control+i");
      expect(await page.getByPlaceholder("What comes next?").count()).toBe(0);
      expect(await page.getByRole("region", { name: "Assistant", exact: true }).count()).toBe(0);
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Find or do anything").waitFor();
      const commands = await page.locator(".mantine-Spotlight-action").allTextContents();
      expect(commands.length).toBeGreaterThan(5);
      expect(
        commands.filter((command) => /^(Add |Undo|Redo|Publish|Import|New pipeline|Group|Auto-layout)/.test(command)),
      ).toEqual([]);
      await page.keyboard.press("Escape");
      // They may run, and what they read is never refused.
      await page.getByRole("button", { name: /^Run( ⌘| Ctrl|$)/ }).click();
      await page
        .locator(".react-flow__node")
        .getByText(/Answered with/)
        .waitFor();
      expect(answers).toEqual([]);
    }, 180_000);
  }
});
