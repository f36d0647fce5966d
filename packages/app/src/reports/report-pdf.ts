import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";
import PdfDocument from "pdfkit";
import { drawChart } from "./draw-chart.ts";
import { drawTable } from "./draw-table.ts";
import { drawableText } from "./drawable-text.ts";
import type { PdfPage } from "./pdf-page.ts";
import type { Report, ReportBlock } from "./report.ts";

const { resolve } = createRequire(import.meta.url);
const fonts = {
  regular: resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf"),
  bold: resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf"),
};
const margin = 36;

/** Size in points, and space above, of what is text. */
const looks = {
  title: { size: 16, font: "bold", color: "#222222", above: 0 },
  verdict: { size: 13, font: "bold", color: "#222222", above: 8 },
  lead: { size: 11, font: "regular", color: "#222222", above: 2 },
  heading: { size: 10.5, font: "bold", color: "#222222", above: 10 },
  text: { size: 9, font: "regular", color: "#222222", above: 2 },
  warning: { size: 9, font: "bold", color: "#a32020", above: 2 },
  quiet: { size: 8, font: "regular", color: "#555555", above: 3 },
} as const;

/** A report as a PDF file on A4 pages across. Texts of scripts without letters in DejaVu Sans, as Chinese, are drawn as empty boxes. */
export async function reportPdf(report: Report): Promise<Uint8Array> {
  const document = new PdfDocument({
    ...{ size: "A4", layout: "landscape", margin, font: fonts.regular, bufferPages: true, lang: "en" },
    info: { Title: report.title, Creator: "Aisle" },
  });
  const bytes: Uint8Array[] = [];
  document.on("data", (part: Uint8Array) => bytes.push(part));
  const ended = new Promise<void>((settle, fail) => document.on("end", settle).on("error", fail));
  document.registerFont("regular", fonts.regular).registerFont("bold", fonts.bold);
  const { width, height } = document.page;
  const page: PdfPage = { document, left: margin, width: width - 2 * margin, bottom: height - margin };
  for (const block of report.blocks) {
    await draw(page, block);
    // A report may have thousands of rows: others get their turn.
    await nextTurn();
  }
  numberPages(page);
  document.end();
  await ended;
  return Buffer.concat(bytes);
}

async function draw(page: PdfPage, block: ReportBlock): Promise<void> {
  const { document, left, width } = page;
  if (block.kind === "table") return drawTable(page, block);
  if (block.kind === "chart") return drawChart(page, block);
  const { size, font, color, above } = looks[block.kind === "list" ? "text" : block.kind];
  const texts = (block.kind === "list" ? block.items : [block.text]).map(drawableText);
  for (const text of texts) {
    document.font(font).fontSize(size);
    // A heading stays with the first lines of what it is about.
    const room = document.heightOfString(text, { width }) + (block.kind === "heading" ? 90 : 0);
    if (document.y + above + room > page.bottom) document.addPage();
    else document.y += above;
    document.fillColor(color).text(text, left, document.y, { width });
  }
}

function numberPages({ document, left, width, bottom }: PdfPage): void {
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(page);
    // What is written below the margin would begin a page.
    document.page.margins.bottom = 0;
    document.font("regular").fontSize(7).fillColor("#555555");
    document.text(`${page + 1} of ${count}`, left, bottom + 10, { width, align: "right", lineBreak: false });
  }
}
