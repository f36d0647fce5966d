import type { AddedValue, EndpointValue, ValueMonth } from "./value-shapes.ts";
import { countText, estimateText, moneysText, moneyText, monthText } from "./value-text.ts";

const style = `body{font:14px/20px system-ui,sans-serif;color:#1c1b19;margin:32px auto;max-width:960px;padding:0 16px}
h1{font-size:24px;line-height:32px;margin:0}h2{font-size:15px;margin:28px 0 8px}p{margin:4px 0}
.muted{color:#5c5952}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 8px;border-bottom:1px solid #e4e1da;vertical-align:top}
th{font-weight:500;color:#5c5952}.n{text-align:right;font-variant-numeric:tabular-nums}@media print{body{margin:0}}`;

/** A month as one HTML page that needs nothing else. */
export function valueHtml(value: ValueMonth): string {
  const { month, timeZone, isOver, total, endpoints, added, models } = value;
  const title = `What Aisle was worth in ${monthText(month)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${html(title)}</title><style>${style}</style></head>
<body><h1>${html(title)}</h1>
<p class="muted">Days of ${html(timeZone)}${isOver ? "" : ", up to today"}. ${countText(total.requests)} requests, ${countText(total.orders)} attributed orders, attributed revenue ${html(moneysText(total.revenue))}${total.returns === 0 ? "" : ` after returns of ${html(moneysText(total.returned))} from ${countText(total.returns)} ${total.returns === 1 ? "order" : "orders"}`}.</p>
<p class="muted">Attributed: the order’s event carries the id of an answer of the endpoint. It says what followed an answer, not what the answer caused. Returns are taken off, on the day of their order.</p>
<h2>Endpoints</h2>
${table(
  [
    "Endpoint",
    "Requests",
    "Answered",
    "Fell back",
    "Failed",
    "Orders",
    "Attributed revenue",
    "Returned",
    "Earned over its holdout",
  ],
  endpoints.map((row) => [
    row.name,
    ...countsOf(row),
    moneysText(row.revenue),
    moneysText(row.returned),
    holdoutText(row),
  ]),
)}
<h2>What experiments and rules added</h2>
${
  added.length === 0
    ? "<p>No experiment whose change was kept reaches into this month.</p>"
    : table(
        ["Change", "Endpoint", "Since", "Estimate"],
        added.map((one) => [
          `${one.name}${one.isRule ? " (rule)" : ""}`,
          one.endpoint,
          one.liveSince?.slice(0, 10) ?? "–",
          addedText(one),
        ]),
      )
}
<h2>Language models</h2>
${
  models.length === 0
    ? "<p>No language model was asked.</p>"
    : table(
        ["Asked by", "Model", "Questions", "Tokens in", "Tokens out", "Cost"],
        models.map(({ endpoint, model, questions, inputTokens, outputTokens, cost }) => [
          endpoint ?? "The studio’s assistant",
          model,
          ...[questions, inputTokens, outputTokens].map(countText),
          cost === null ? "unknown: no price is set" : moneyText(cost),
        ]),
      )
}
</body></html>
`;
}

const countsOf = ({ requests, answered, fellBack, failed, orders }: EndpointValue) =>
  [requests, answered, fellBack, failed, orders].map(countText);

function holdoutText({ holdout }: EndpointValue): string {
  if (holdout.state === "off") return "Nobody is held out: no uplift is claimed.";
  if (holdout.state === "waiting") return holdout.reason;
  const { earned, units, baseline, isFinal, windowDays } = holdout;
  return `${estimateText(earned)}, against ${countText(units.holdout)} shoppers who got ${baseline}; ${countText(units.live)} got the live version.${isFinal ? "" : ` Orders count for ${windowDays} days: not final yet.`} Returns are not taken off here.`;
}

function addedText({ added }: AddedValue): string {
  if (added.state === "unknown") return added.reason;
  return `${estimateText(added.value)}: ${estimateText(added.perUnit)} a unit for about ${countText(added.units)} units`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumber = (text: string) => /^[\d,.]+$/.test(text);
  const cells = (row: readonly string[]) =>
    row.map((text) => `<td${isNumber(text) ? ' class="n"' : ""}>${html(text)}</td>`).join("");
  return `<table><thead><tr>${head.map((text) => `<th>${html(text)}</th>`).join("")}</tr></thead><tbody>${rows
    .map((row) => `<tr>${cells(row)}</tr>`)
    .join("")}</tbody></table>`;
}

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
