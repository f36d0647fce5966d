import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, cardOf, type OpenStudio, seriousFindings, startStudio } from "./open-studio.ts";
import { programPid } from "./program-pid.ts";
import { runSteps } from "./run-steps.ts";
import { callStudio, publishDraft } from "./studio-procedure.ts";

const slug = "home-recommendations";

describe.skipIf(browserPath === undefined)("an experiment from plan to promoted winner, in a browser", () => {
  let studio: OpenStudio;
  let page: Page;
  let pipelineId: string;
  let experimentId: string;

  const call = <T>(procedure: string, input: object, change = true) =>
    callStudio<T>(page, studio.aisle.studio, procedure, input, change);
  const detail = () =>
    call<{
      revision: number;
      state: string;
      spec: { hypothesis: string };
      arms: { weight: number; edits: unknown[] }[];
      reading: { units: { [arm: string]: number } } | null;
    }>("experiments.get", { id: experimentId }, false);
  const bothThemes = async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
    }
  };
  const fitsPhone = async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect
      .poll(() =>
        page.evaluate(() => document.querySelector("main")!.scrollWidth - document.querySelector("main")!.clientWidth),
      )
      .toBeLessThanOrEqual(1);
    // The top bar too: the account at its end is in reach.
    const account = await page.locator("header button[aria-label$=': account']").boundingBox();
    expect(account!.x + account!.width).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 900 });
  };

  beforeAll(async () => {
    studio = await startStudio();
    page = studio.page;
    ({ pipelineId } = await call<{ pipelineId: string }>("pipelines.create", { name: "Home", templateId: slug }));
    await publishDraft(page, studio.aisle.studio, pipelineId, slug);
  }, 300_000);

  afterAll(() => studio?.close(), 60_000);

  runSteps(() => page);

  it("imports a finished experiment from a file, on the list", async () => {
    await page.goto(`${studio.aisle.studio}/experiments`);
    const rows = Array.from({ length: 200 }, (_, unit) => `u${unit},${unit % 2 === 0 ? "a" : "b"},${unit % 7}`);
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import an experiment" }).click();
    await (await choosing).setFiles({
      name: "old-test.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`unit,arm,orders\n${rows.join("\n")}\n`),
    });
    await page.getByRole("table", { name: "Experiments" }).getByRole("link", { name: "old-test" }).click();
    await page.getByText("200 units of a file").waitFor();
    await page.getByRole("table", { name: "Metrics by arm" }).waitFor();
    // A file has no days: nothing is said to come yet.
    expect(await page.getByText(/Day 1 of|No day has been read yet|Exposed by day/).count()).toBe(0);
  });

  it("begins a draft on a live pipeline, from the list", async () => {
    await page.goto(`${studio.aisle.studio}/experiments`);
    await page.getByRole("button", { name: "New experiment" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New experiment" });
    await dialog.getByRole("combobox", { name: "Pipeline" }).click();
    await page.getByRole("option", { name: `Home, /v1/${slug}` }).click();
    await dialog.getByLabel("Name").fill("Fewer of a category");
    await dialog.getByRole("button", { name: "Plan it" }).click();
    await page.getByText("Arm B changes nothing", { exact: false }).first().waitFor();
    experimentId = /experiments\/(exp_\w+)/.exec(page.url())![1]!;
  });

  it("goes nowhere while something stands in the way, and says what", async () => {
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
      .toBe("What stands in the way");
    expect((await detail()).state).toBe("draft");
  });

  it("takes what was changed on the canvas into an arm, in words", async () => {
    const edit = { do: "set-field", node: "mix", version: 1, path: ["atMost"], value: 2 };
    const { revision } = await call<{ revision: number }>("drafts.open", { pipelineId }, false);
    await call("drafts.edit", { pipelineId, baseRevision: revision, edits: [{ editId: "edit-of-the-test", edit }] });
    await page.getByRole("button", { name: "Take the draft's changes into B" }).click();
    await page.getByRole("list", { name: "What differs in B" }).getByText(/4 → 2/).waitFor();
    await page.getByText("Nothing stands in the way.").waitFor();
    expect((await detail()).arms[1]!.edits).toHaveLength(1);
  });

  it("stores the plan by itself, keeps weights at a sum of one, and asks why for less than two weeks", async () => {
    await page.getByLabel("Hypothesis").fill("Two of a category leave room for others.");
    const share = page.getByLabel("Share").nth(1);
    await share.fill("20");
    await share.blur();
    expect(await page.getByLabel("Share").first().inputValue()).toBe("80 %");
    const days = page.getByLabel("Planned days");
    await days.fill("7");
    await days.blur();
    await page.getByText("A reason is asked for, and stands on the readout.").waitFor();
    await page.getByLabel("Why shorter than two weeks").fill("The sale ends.");
    await page.getByText("Stored", { exact: true }).waitFor();
    await expect.poll(async () => (await detail()).arms.map(({ weight }) => weight)).toEqual([0.8, 0.2]);
    await page.reload();
    await page.getByLabel("Why shorter than two weeks").waitFor();
    expect(await page.getByLabel("Hypothesis").inputValue()).toBe("Two of a category leave room for others.");
    await page.getByRole("button", { name: "Split evenly" }).click();
    await expect.poll(async () => (await detail()).arms.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
    await bothThemes();
    await fitsPhone();
  });

  it("says how long it takes, and again when another metric decides", async () => {
    const planner = page.locator("section", { has: page.getByRole("heading", { name: "How long it takes" }) });
    await planner.getByText("Days needed").waitFor();
    await page.getByRole("combobox", { name: "Role of Click-through" }).click();
    await page.getByRole("option", { name: "Primary: decides" }).click();
    await expect
      .poll(() => page.getByRole("combobox", { name: "Role of Conversion" }).inputValue())
      .toBe("Secondary: explains");
    await planner.getByText("Days needed").waitFor();
    await page.getByText("Stored", { exact: true }).waitFor();
  });

  it("overwrites nothing that someone else stored meanwhile", async () => {
    // Held back, so that the change of the other person comes first.
    const another = async (route: Route) => {
      const { revision } = await detail();
      await call("experiments.update", { id: experimentId, revision, name: "Renamed by another" });
      await route.continue();
    };
    await page.route("**/trpc/experiments.update*", another, { times: 1 });
    await page.getByLabel("Name", { exact: true }).fill("Renamed here");
    await page.getByText("Someone else changed this experiment meanwhile.").waitFor();
    await page.getByRole("button", { name: "Load the stored plan" }).click();
    await expect.poll(() => page.getByLabel("Name", { exact: true }).inputValue()).toBe("Renamed by another");
  });

  it("starts by its job, and reads real shoppers", async () => {
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText("Day 1 of 7").waitFor();
    await page.getByText("Nothing read yet").or(page.getByText("Exposed by day")).first().waitFor();
    const { key } = await call<{ key: string }>("keys.create", { kind: "endpoint", name: "shop" });
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const variantOf = async (at: number) => {
      const body = JSON.stringify({ shopperId: `visitor-${at}` });
      const response = await fetch(`${studio.aisle.endpoints}/v1/${slug}`, { method: "POST", headers, body });
      return JSON.stringify(((await response.json()) as { variant?: unknown }).variant);
    };
    // A serving process takes the arms up a moment after the job has ended.
    await expect.poll(() => variantOf(0), { timeout: 20_000 }).toBeDefined();
    const variants = new Set<string | undefined>();
    for (let at = 0; at < 200; at += 10) {
      const some = await Promise.all(Array.from({ length: 10 }, (_, next) => variantOf(at + next)));
      for (const variant of some) variants.add(variant);
    }
    expect([...variants].sort()).toEqual([expect.stringMatching(/a"?$/), expect.stringMatching(/b"?$/)]);
    // The job that reads them is killed, and all programs but the endpoints: the supervisor starts them again, and nothing counts twice.
    const { jobId } = await call<{ jobId: string }>("experiments.refresh", { id: experimentId });
    process.kill(await programPid(studio.aisle.home, "job worker"), "SIGKILL");
    process.kill(await programPid(studio.aisle.home, "studio"), "SIGKILL");
    await expect
      .poll(async () => (await fetch(`${studio.aisle.studio}/health`).catch(() => undefined))?.ok, { timeout: 60_000 })
      .toBe(true);
    await expect
      .poll(async () => (await call<{ state: string }>("jobs.get", { jobId }, false)).state, { timeout: 120_000 })
      .toBe("done");
    await page.reload();
    await page.getByText("Exposed by day").waitFor({ timeout: 180_000 });
    await expect
      .poll(async () => Object.values((await detail()).reading?.units ?? {}).reduce((sum, units) => sum + units, 0), {
        timeout: 120_000,
      })
      .toBe(200);
    await page.getByText("Can it be trusted?").waitFor();
    await bothThemes();
    await fitsPhone();
  }, 500_000);

  it("opens the numbers behind a number by the keyboard, with the formula's place in the reference", async () => {
    const number = page.locator("main table button", { hasText: "numbers behind it" }).first();
    await number.focus();
    await page.keyboard.press("Enter");
    const behind = page.getByRole("dialog");
    await behind.getByText("Units", { exact: true }).waitFor();
    await behind.getByRole("link", { name: /How it is computed/ }).click();
    await page.getByRole("heading", { name: "Statistics reference" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H3");
    await page.goBack();
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor();
  });

  it("changes words and days while it runs, and takes in a guardrail that the readout tells apart", async () => {
    await page.getByRole("button", { name: "Change name, hypothesis, days, segments or metrics" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Planned days").fill("10");
    await dialog.getByRole("combobox", { name: "Add a metric" }).click();
    await page.getByRole("option", { name: "Return rate", exact: true }).click();
    await dialog.getByRole("combobox", { name: "Role of Return rate" }).click();
    await page.getByRole("option", { name: "Guardrail: must not be hurt" }).click();
    await bothThemes();
    await dialog.getByRole("button", { name: "Store the change" }).click();
    await page.getByText("Day 1 of 10").waitFor();
    await page.getByText("Return rate: counted with the next reading.").waitFor();
    await page.getByRole("button", { name: "Read now" }).click();
    const row = page.getByRole("table", { name: "Metrics by arm" }).getByRole("row", { name: /Return rate/ });
    await row.getByText(/added (just now|.* ago)/).waitFor({ timeout: 60_000 });
  }, 120_000);

  it("hands out its rows and its report", async () => {
    for (const [item, ending] of [
      [/CSV/, /\.csv$/],
      [/HTML/, /\.html$/],
    ] as const) {
      await page.getByRole("button", { name: "Export" }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: item }).click();
      expect((await download).suggestedFilename()).toMatch(ending);
    }
  });

  it("stops with a reason, records the decision, and promotes the winner into the draft with publish open", async () => {
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("Enough was seen.");
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByRole("radio", { name: "Ship B" }).check();
    await page.getByLabel("Why, for the log").fill("It shows more of the shop.");
    await bothThemes();
    await page.getByRole("button", { name: "Ship B" }).click();
    await page.getByText("It shows more of the shop.").waitFor();
    // The draft as it was, so that promoting has something to do.
    const { revision } = await call<{ revision: number }>("drafts.open", { pipelineId }, false);
    const edit = { do: "set-field", node: "mix", version: 1, path: ["atMost"], value: 4 };
    await call("drafts.edit", { pipelineId, baseRevision: revision, edits: [{ editId: "edit-back-again", edit }] });
    await page.getByRole("button", { name: "Promote B" }).click();
    await cardOf(page, "Diversity").waitFor();
    await page.getByRole("dialog", { name: /Publish/ }).waitFor();
    const draft = await call<{ graph: { nodes: { id: string; config: { atMost?: number } }[] } }>(
      "drafts.open",
      { pipelineId },
      false,
    );
    expect(draft.graph.nodes.find(({ id }) => id === "mix")!.config.atMost).toBe(2);
  }, 120_000);

  it("is archived, found again, and brought back", async () => {
    await page.goto(`${studio.aisle.studio}/experiments/${experimentId}`);
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Bring back" }).waitFor();
    await page.goto(`${studio.aisle.studio}/experiments`);
    const row = page.getByRole("link", { name: "Renamed by another" });
    await page.getByRole("textbox", { name: "Find" }).fill("another");
    await page.getByText("No experiment matches").waitFor();
    await page.getByLabel("Archived").click();
    await row.waitFor();
    await page.getByRole("textbox", { name: "Find" }).fill("no such thing");
    await page.getByText("No experiment matches").waitFor();
  });

  it("defines a metric, previewed as it is written", async () => {
    await page.goto(`${studio.aisle.studio}/experiments/metrics`);
    await page.getByRole("button", { name: "New metric" }).click();
    await page.getByRole("button", { name: "Store the metric" }).click();
    await page.getByText("Give it a name.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Tents bought");
    await page.getByRole("combobox", { name: "Event" }).fill("Order Completed");
    const preview = page.getByRole("region", { name: "Preview" });
    await expect.poll(async () => /Rows\s+[1-9]/.test(await preview.innerText()), { timeout: 20_000 }).toBe(true);
    await bothThemes();
    await fitsPhone();
    await page.getByRole("button", { name: "Store the metric" }).click();
    await page.getByRole("button", { name: "Archive Tents bought" }).waitFor();
    expect(studio.broken).toEqual([]);
  });
});
