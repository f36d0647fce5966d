import type { AddedValue, EndpointValue, Estimate, Money, ValueMonth } from "./value-shapes.ts";
import { wholeUnits } from "./value-text.ts";

const columns = ["month", "what", "endpoint", "name", "count", "currency", "amount", "low", "high", "note"] as const;
type Row = { readonly [C in (typeof columns)[number]]?: string | number };

/** A month as rows of CSV (RFC 4180), amounts in whole units of their currency. */
export function valueCsv(value: ValueMonth): string {
  const rows: Row[] = [
    ...value.endpoints.flatMap(endpointRows),
    ...value.added.map(addedRow),
    ...value.models.map(({ endpoint, model, questions, inputTokens, outputTokens, cost }) => ({
      what: "language model",
      endpoint: endpoint ?? "studio",
      name: model,
      count: questions,
      ...(cost === null ? {} : moneyCells(cost)),
      note: `${inputTokens} tokens in, ${outputTokens} out${cost === null ? "; no price is set" : ""}`,
    })),
  ];
  const lines = rows.map((row) =>
    columns.map((column) => cell({ month: value.month, ...row }[column] ?? "")).join(","),
  );
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

function endpointRows(endpoint: EndpointValue): readonly Row[] {
  const { slug, name, requests, answered, fellBack, failed, orders, revenue, returns, returned, holdout } = endpoint;
  const of = { endpoint: slug, name };
  const uplift: Row =
    holdout.state === "measured"
      ? {
          ...of,
          what: "earned over holdout",
          count: holdout.units.live,
          ...estimateCells(holdout.earned),
          note: holdout.baseline,
        }
      : {
          ...of,
          what: "earned over holdout",
          note: holdout.state === "off" ? "nobody is held out: no uplift is claimed" : holdout.reason,
        };
  return [
    { ...of, what: "requests", count: requests },
    { ...of, what: "answered", count: answered },
    { ...of, what: "fell back", count: fellBack },
    { ...of, what: "failed", count: failed },
    { ...of, what: "attributed orders", count: orders },
    ...revenue.map((money) => ({ ...of, what: "attributed revenue", ...moneyCells(money), note: "returns taken off" })),
    { ...of, what: "attributed orders with a return", count: returns },
    ...returned.map((money) => ({ ...of, what: "returned", ...moneyCells(money) })),
    uplift,
  ];
}

function addedRow({ name, endpoint, isRule, added, changes }: AddedValue): Row {
  const of = { what: isRule ? "added by a rule" : "added by an experiment", endpoint, name };
  return added.state === "estimated"
    ? { ...of, count: added.units, ...estimateCells(added.value), note: `estimate; ${changes.join("; ")}` }
    : { ...of, note: added.reason };
}

const moneyCells = (money: Money): Row => ({ currency: money.currency ?? "", amount: wholeUnits(money) });

function estimateCells({ low, high, ...money }: Estimate): Row {
  const end = (valueMinor: number | null) => (valueMinor === null ? "" : wholeUnits({ ...money, valueMinor }));
  return { ...moneyCells(money), low: end(low), high: end(high) };
}

/** A text that a spreadsheet would take for a formula stands behind an apostrophe; a negative number is none. */
function cell(value: string | number): string {
  const text = String(value);
  const isFormula = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
  const plain = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
