import type { Report, ReportBlock } from "../reports/report.ts";
import type { AddedValue, EndpointValue, ValueMonth } from "./value-shapes.ts";
import { countText, estimateText, moneysText, moneyText, monthText } from "./value-text.ts";

/** A month as a page to send and print. */
export function valueReport(value: ValueMonth): Report {
  const { month, timeZone, isOver, total, endpoints, added, models } = value;
  const title = `What Aisle was worth in ${monthText(month)}`;
  const returned =
    total.returns === 0
      ? ""
      : ` after returns of ${moneysText(total.returned)} from ${countText(total.returns)} ${total.returns === 1 ? "order" : "orders"}`;
  return {
    title,
    blocks: [
      { kind: "title", text: title },
      {
        kind: "quiet",
        text: `Days of ${timeZone}${isOver ? "" : ", up to today"}. ${countText(total.requests)} requests, ${countText(total.orders)} attributed orders, attributed revenue ${moneysText(total.revenue)}${returned}.`,
      },
      {
        kind: "quiet",
        text: "Attributed: the order’s event carries the id of an answer of the endpoint. It says what followed an answer, not what the answer caused. Returns are taken off, on the day of their order.",
      },
      { kind: "heading", text: "Endpoints" },
      {
        kind: "table",
        head: [
          ...["Endpoint", "Requests", "Answered", "Fell back", "Failed", "Orders"],
          ...["Attributed revenue", "Returned", "Earned over its holdout"],
        ],
        rows: endpoints.map((row) => [
          row.name,
          ...countsOf(row),
          moneysText(row.revenue),
          moneysText(row.returned),
          holdoutText(row),
        ]),
        numbers: [1, 2, 3, 4, 5],
        widths: [2.2, 1, 1, 1, 0.8, 0.8, 1.6, 1.3, 4],
      },
      { kind: "heading", text: "What experiments and rules added" },
      addedBlock(added),
      { kind: "heading", text: "Language models" },
      modelsBlock(models),
    ],
  };
}

function addedBlock(added: ValueMonth["added"]): ReportBlock {
  if (added.length === 0) return { kind: "text", text: "No experiment whose change was kept reaches into this month." };
  return {
    kind: "table",
    head: ["Change", "Endpoint", "Since", "Estimate"],
    rows: added.map((one) => [
      `${one.name}${one.isRule ? " (rule)" : ""}`,
      one.endpoint,
      one.liveSince?.slice(0, 10) ?? "–",
      addedText(one),
    ]),
    widths: [2, 2, 1, 5],
  };
}

function modelsBlock(models: ValueMonth["models"]): ReportBlock {
  if (models.length === 0) return { kind: "text", text: "No language model was asked." };
  return {
    kind: "table",
    head: ["Asked by", "Model", "Questions", "Tokens in", "Tokens out", "Cost"],
    rows: models.map(({ endpoint, model, questions, inputTokens, outputTokens, cost }) => [
      endpoint ?? "The studio’s assistant",
      model,
      ...[questions, inputTokens, outputTokens].map(countText),
      cost === null ? "unknown: no price is set" : moneyText(cost),
    ]),
    numbers: [2, 3, 4],
    widths: [3, 3, 1, 1, 1, 2],
  };
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
  return `${estimateText(added.value)}: ${estimateText(added.perUnit)} a unit for about ${countText(added.units)} units. Returns are not taken off here.`;
}
