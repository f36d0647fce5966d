import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { chartScale } from "./chart-scale.ts";
import { drawableText } from "./drawable-text.ts";
import type { Report, ReportChart } from "./report.ts";
import { reportHtml } from "./report-html.ts";
import { reportPdf } from "./report-pdf.ts";

const chart: ReportChart = {
  kind: "chart",
  title: "Lift by day",
  points: Array.from({ length: 14 }, (_, i) => ({
    label: `2026-11-${String(i + 1).padStart(2, "0")}`,
    low: i === 0 ? null : 0.02 - 0.4 / (i + 1),
    estimate: 0.02,
    high: i === 0 ? null : 0.02 + 0.4 / (i + 1),
  })),
};
const report = (rows: number): Report => ({
  title: "Κόκκινο & <b>красное</b>",
  blocks: [
    { kind: "title", text: "Κόκκινο & <b>красное</b>" },
    { kind: "verdict", text: "Too early: 9 of 14 days" },
    { kind: "list", items: ["✓ The split is as planned.", "✗ One arm falls back more."] },
    chart,
    {
      kind: "table",
      head: ["Arm", "n"],
      rows: Array.from({ length: rows }, (_, i) => [`Arm ${i}\n${"long ".repeat(i % 40)}`, String(i)]),
      numbers: [1],
    },
  ],
});

/** What a PDF holds, its streams unpacked. */
function unpacked(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return text.replaceAll(/stream\n([\s\S]*?)\nendstream/g, (whole, body: string) => {
    try {
      return inflateSync(Buffer.from(body, "latin1")).toString("latin1");
    } catch {
      return whole;
    }
  });
}

describe("a report as PDF", () => {
  it("is a document of numbered pages, with its letters embedded and each one searchable", async () => {
    const text = unpacked(await reportPdf(report(200)));
    expect(text.startsWith("%PDF-1.")).toBe(true);
    const pages = text.match(/\/Type \/Page\b/g)!.length;
    expect(pages).toBeGreaterThan(3);
    expect(text).toContain(`/Count ${pages}`);
    expect(text).toMatch(/\/FontName \/[A-Z]+\+DejaVuSansCondensed/);
    // Which letters the glyphs stand for: Greek κ, Cyrillic к and the marks of checks.
    const letters = [...text.matchAll(/beginbfrange[\s\S]*?endbfrange/g)].join("").toLowerCase();
    for (const letter of "κк✓✗") expect(letters).toContain(letter.charCodeAt(0).toString(16).padStart(4, "0"));
  });

  it("lets others get their turn while it draws thousands of rows", async () => {
    let turns = 0;
    const watch = setInterval(() => turns++, 1);
    const bytes = await reportPdf(report(600));
    clearInterval(watch);
    expect(bytes.length).toBeGreaterThan(20_000);
    // One for each fifty rows.
    expect(turns).toBeGreaterThan(9);
  }, 60_000);

  it("draws a row that is longer than a page, and what follows it, and comes to an end", async () => {
    const blocks: Report["blocks"] = [
      { kind: "table", head: ["a"], rows: [["word ".repeat(20_000)], ["after"]] },
      { kind: "text", text: "The end" },
    ];
    const text = unpacked(await reportPdf({ title: "", blocks }));
    expect(text.match(/\/Type \/Page\b/g)!.length).toBeLessThan(6);
  });
});

describe("a report as HTML", () => {
  it("draws the same, and no markup of anybody's texts", () => {
    const page = reportHtml(report(2));
    expect(page).toContain("Κόκκινο &#38; &#60;b&#62;красное");
    expect(page).toContain('<svg viewBox="0 0 860 180" role="img" aria-label="Lift by day">');
    expect(page).toContain('<td>Arm 1<br>long </td><td class="n">1</td>');
  });
});

describe("the axis of a chart", () => {
  it("has room for the later intervals, holds zero, and puts wider ones on its edge", () => {
    const { ticks, x, y } = chartScale(chart);
    expect(ticks.some((tick) => Math.abs(tick) < 1e-9)).toBe(true);
    expect(ticks[0]).toBeCloseTo(-0.05, 9);
    expect(ticks.at(-1)).toBeCloseTo(0.1, 9);
    expect([x(0), x(13)]).toEqual([0, 1]);
    expect(y(Number.POSITIVE_INFINITY)).toBe(0);
    expect(y(Number.NEGATIVE_INFINITY)).toBe(1);
    expect(y(0.025)).toBeCloseTo(0.5, 9);
  });

  it("is there where nothing differs, and of one point", () => {
    const flat = chartScale({ ...chart, points: [{ label: "", low: 0, estimate: 0, high: 0 }] });
    expect(flat.ticks.length).toBeGreaterThan(1);
    expect(flat.x(0)).toBe(0.5);
    expect(flat.y(0)).toBe(1);
  });
});

it("draws no more of a text than can be broken into lines", () => {
  const drawn = drawableText("x".repeat(20_000));
  expect(drawn.replaceAll("\u200B", "")).toBe(`${"x".repeat(4000)}…`);
  expect(Math.max(...drawn.split("\u200B").map((part) => part.length))).toBeLessThanOrEqual(61);
  expect(drawableText("Which shelf sells more?")).toBe("Which shelf sells more?");
});

it("is made in a moment of words without an end, which people can write into names and settings", async () => {
  const word = "x".repeat(20_000);
  const started = performance.now();
  const bytes = await reportPdf({
    title: "Words",
    blocks: [
      { kind: "text", text: word },
      { kind: "table", head: ["Setting"], rows: [[word]] },
    ],
  });
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe("%PDF-");
  expect(performance.now() - started).toBeLessThan(6_000);
}, 60_000);
