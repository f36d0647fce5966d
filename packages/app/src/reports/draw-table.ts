import { setImmediate as nextTurn } from "node:timers/promises";
import { drawableText } from "./drawable-text.ts";
import type { PdfPage } from "./pdf-page.ts";
import type { ReportTable } from "./report.ts";

const size = 7.5;
const gap = 6;
const padding = 2.5;
const rowsATurn = 50;

/** Draws a table with its head on each page, and no row on two pages unless it is longer than one. */
export async function drawTable(page: PdfPage, table: ReportTable): Promise<void> {
  const { document, left, width, bottom } = page;
  const shares = table.head.map((_, column) => table.widths?.[column] ?? 1);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => (share / all) * width);
  const row = (texts: readonly string[], font: "regular" | "bold") => {
    const cells = texts.map(drawableText);
    document.font(font).fontSize(size);
    const heights = cells.map((text, column) => document.heightOfString(text || " ", { width: widths[column]! - gap }));
    const height = Math.max(...heights) + 2 * padding;
    if (document.y + height > bottom) {
      document.addPage();
      if (font === "regular") row(table.head, "bold");
      document.font(font).fontSize(size);
    }
    const top = document.y;
    let x = left;
    for (const [column, text] of cells.entries()) {
      const align = table.numbers?.includes(column) ? "right" : "left";
      document.fillColor("#222222").text(text, x, top + padding, {
        width: widths[column]! - gap,
        // Nothing is drawn over what comes next, however long the text.
        height: Math.max(size, bottom - top - padding),
        ellipsis: true,
        align,
      });
      x += widths[column]!;
    }
    document.y = Math.min(bottom, top + height);
    document
      .moveTo(left, document.y)
      .lineTo(left + width, document.y)
      .lineWidth(0.5)
      .strokeColor("#dddddd")
      .stroke();
  };
  document.y += 2;
  row(table.head, "bold");
  for (const [i, cells] of table.rows.entries()) {
    row(cells, "regular");
    if (i % rowsATurn === rowsATurn - 1) await nextTurn();
  }
}
