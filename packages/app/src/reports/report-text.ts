import type { Report, ReportFormat } from "./report.ts";
import { reportHtml } from "./report-html.ts";
import { reportPdf } from "./report-pdf.ts";

/** A report as a text that travels as JSON: a page of HTML, or the bytes of a PDF in base64. */
export async function reportText(report: Report, format: ReportFormat): Promise<string> {
  return format === "html" ? reportHtml(report) : Buffer.from(await reportPdf(report)).toString("base64");
}
