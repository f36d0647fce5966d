import { changeText } from "./change-text.ts";
import { chartScale } from "./chart-scale.ts";
import type { PdfPage } from "./pdf-page.ts";
import type { ReportChart } from "./report.ts";

const [height, axis, foot] = [110, 44, 12];

/** Draws a lift by day with its interval. */
export function drawChart(page: PdfPage, chart: ReportChart): void {
  const { document, left, width, bottom } = page;
  if (document.y + height > bottom) document.addPage();
  const top = document.y + 4;
  const scale = chartScale(chart);
  const x = (point: number) => left + axis + scale.x(point) * (width - axis);
  const y = (value: number) => top + 4 + scale.y(value) * (height - foot - 12);
  document.font("regular").fontSize(7).lineWidth(0.5);
  for (const tick of scale.ticks) {
    const isZero = Math.abs(tick) < 1e-9;
    document
      .moveTo(left + axis, y(tick))
      .lineTo(left + width, y(tick))
      .strokeColor(isZero ? "#888888" : "#dddddd")
      .stroke();
    document.fillColor("#555555").text(changeText(tick), left, y(tick) - 4, { width: axis - 5, align: "right" });
  }
  const { points } = chart;
  for (const [i, { high }] of points.entries()) {
    if (i === 0) document.moveTo(x(i), y(high ?? Number.POSITIVE_INFINITY));
    else document.lineTo(x(i), y(high ?? Number.POSITIVE_INFINITY));
  }
  for (const [back, { low }] of [...points].reverse().entries())
    document.lineTo(x(points.length - 1 - back), y(low ?? Number.NEGATIVE_INFINITY));
  document.closePath().fillColor("#2f5bd0", 0.16).fill();
  for (const [i, { estimate }] of points.entries()) {
    if (i === 0) document.moveTo(x(i), y(estimate));
    else document.lineTo(x(i), y(estimate));
  }
  document.lineWidth(1.5).strokeColor("#2f5bd0").stroke();
  document.fillColor("#555555", 1).fontSize(7);
  const below = top + height - foot;
  document.text(points[0]!.label, left + axis, below, { lineBreak: false });
  document.text(points.at(-1)!.label, left + axis, below, { width: width - axis, align: "right" });
  document.x = left;
  document.y = top + height;
}
