import type { RawHistory } from "@aisle/learn/recommend/item-histories";
import { readCsvColumns } from "../learn/csv-table.ts";

/** A session of clicks with the day of each. */
export interface Session extends RawHistory {
  readonly times: number[];
}

const needed = ["year", "month", "day", "order", "session_id", "main_category", "clothing_model", "page"] as const;

/** Sessions in the order of the file, repeated clicks on the same model in a row taken as one; and each model's page. */
export function readShopClicks(path: string): { sessions: Session[]; pageOf: Map<string, string> } {
  const { year, month, day, order, session_id, main_category, clothing_model, page } = readCsvColumns(path, needed);
  const bySession = new Map<string, { order: number; model: string; time: number }[]>();
  const pageOf = new Map<string, string>();
  for (const [row, id] of session_id.entries()) {
    const time = Date.UTC(Number(year[row]), Number(month[row]) - 1, Number(day[row]));
    const model = clothing_model[row]!;
    const clicks = bySession.get(id) ?? [];
    clicks.push({ order: Number(order[row]), model, time });
    bySession.set(id, clicks);
    pageOf.set(model, `${main_category[row]}/${page[row]}`);
  }
  const sessions = [...bySession.values()].map((clicks) => {
    clicks.sort((a, b) => a.order - b.order);
    const distinct = clicks.filter(({ model }, at) => at === 0 || model !== clicks[at - 1]!.model);
    return { items: distinct.map(({ model }) => model), times: distinct.map(({ time }) => time) };
  });
  return { sessions, pageOf };
}
