import { changeText } from "./change-text.ts";
import { chartScale } from "./chart-scale.ts";
import type { Report, ReportBlock, ReportChart, ReportTable } from "./report.ts";

const style = `
:root { color-scheme: light; } * { box-sizing: border-box; }
body { font: 13px/1.45 system-ui, sans-serif; color: #222; background: #fff; margin: 32px auto; max-width: 900px; padding: 0 24px; }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 14px; margin: 22px 0 6px; } p { margin: 4px 0; }
.lead { font-size: 15px; } .quiet { color: #555; } .verdict { font-weight: 650; font-size: 17px; margin: 14px 0 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 8px 4px 0; border-bottom: 1px solid #ddd; vertical-align: top; }
th { font-weight: 600; } td.n, th.n { text-align: right; } ul { margin: 4px 0; padding: 0; list-style: none; }
.wide { overflow-x: auto; } svg { width: 100%; height: auto; font-size: 10px; }
@page { size: A4; margin: 14mm; }
@media print { .wide { overflow: visible; } body { margin: 0; padding: 0; max-width: none; font-size: 10.5px; } tr, li { break-inside: avoid; } h2 { break-after: avoid; } }
`;

/** A report as one HTML page that stands alone and prints. */
export function reportHtml({ title, blocks }: Report): string {
  return (
    [
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
      `<title>${escaped(title)}</title><style>${style}</style></head><body>`,
      ...blocks.map(block),
      "</body></html>\n",
    ]
      .join("\n")
      // A number stays on the line of its unit.
      .replaceAll(" %", "\u00a0%")
  );
}

function block(one: ReportBlock): string {
  switch (one.kind) {
    case "title":
      return `<h1>${escaped(one.text)}</h1>`;
    case "heading":
      return `<h2>${escaped(one.text)}</h2>`;
    case "text":
      return `<p>${escaped(one.text)}</p>`;
    case "warning":
      return `<p><strong>${escaped(one.text)}</strong></p>`;
    case "list":
      return `<ul>${one.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
    case "table":
      return table(one);
    case "chart":
      return chart(one);
    default:
      return `<p class="${one.kind}">${escaped(one.text)}</p>`;
  }
}

function table({ head, rows, numbers = [] }: ReportTable): string {
  const cell = (tag: "td" | "th") => (text: string, column: number) =>
    `<${tag}${numbers.includes(column) ? ' class="n"' : ""}>${escaped(text).replaceAll("\n", "<br>")}</${tag}>`;
  const row = (cells: readonly string[]) => `<tr>${cells.map(cell("td")).join("")}</tr>`;
  return `<div class="wide"><table><thead><tr>${head.map(cell("th")).join("")}</tr></thead><tbody>${rows.map(row).join("")}</tbody></table></div>`;
}

const [width, height, left, bottom] = [860, 180, 52, 18];

function chart(of: ReportChart): string {
  const scale = chartScale(of);
  const x = (point: number) => (left + scale.x(point) * (width - left - 8)).toFixed(1);
  const y = (value: number) => (6 + scale.y(value) * (height - bottom - 12)).toFixed(1);
  const place = (point: number, value: number) => `${x(point)},${y(value)}`;
  const { points } = of;
  const band = [
    ...points.map(({ high }, i) => place(i, high ?? Number.POSITIVE_INFINITY)),
    ...points.map(({ low }, i) => place(i, low ?? Number.NEGATIVE_INFINITY)).reverse(),
  ];
  const grid = scale.ticks.map(
    (tick) =>
      `<line x1="${left}" x2="${width - 8}" y1="${y(tick)}" y2="${y(tick)}" stroke="${Math.abs(tick) < 1e-9 ? "#888" : "#ddd"}"/><text x="${left - 6}" y="${Number(y(tick)) + 3}" text-anchor="end" fill="#555">${changeText(tick)}</text>`,
  );
  const ends = [0, points.length - 1].map(
    (i) =>
      `<text x="${x(i)}" y="${height - 4}" text-anchor="${i === 0 ? "start" : "end"}" fill="#555">${escaped(points[i]!.label)}</text>`,
  );
  const line = points.map(({ estimate }, i) => place(i, estimate)).join(" ");
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(of.title)}">${grid.join("")}<polygon points="${band.join(" ")}" fill="#2f5bd0" fill-opacity="0.16"/><polyline points="${line}" fill="none" stroke="#2f5bd0" stroke-width="2"/>${ends.join("")}</svg>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
