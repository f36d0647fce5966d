import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isProductCode } from "@aisle/app/imports/is-product-code";
import type { Graph } from "@aisle/runtime/graph/graph";
import { parse } from "csv-parse/sync";
import { dataFile, option } from "./learn/csv-table.ts";
import { mean } from "./search/judged-queries.ts";
import { command } from "./serving/command.ts";
import { type RunningAisle, startAisle } from "./serving/running-aisle.ts";

const truthDays = 28;
const dayMs = 86_400_000;

interface Purchases {
  /** Distinct products by customer. */
  readonly byCustomer: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Imports the Online Retail invoices by the command, publishes home-recommendations with exploration off, and asks for ten products
 * for each customer who bought before and in the truth; repeats allowed. Option `--truth FILE`: later invoices in the same columns;
 * without it the last 28 days are the truth and the rest is history.
 */
export async function bench(args: readonly string[]) {
  const all = dataFile("transactions-online-retail/transactions.csv.gz");
  const truthFile = option(args, "truth");
  const lines = readInvoices(all);
  const last = lines.reduce((latest, line) => Math.max(latest, timeOf(line)), 0);
  const split = truthFile === undefined ? last - truthDays * dayMs : Number.POSITIVE_INFINITY;
  const later = truthFile === undefined ? lines.filter((line) => timeOf(line) >= split) : readInvoices(truthFile);
  const earlier = lines.filter((line) => timeOf(line) < split);
  const truth = purchasesOf(later);
  const history = purchasesOf(earlier);
  const customers = [...truth.byCustomer.keys()].filter((customer) => history.byCustomer.has(customer));
  const aisle = await startAisle();
  try {
    const file = truthFile === undefined ? writeHistory(aisle, earlier) : all;
    await command(aisle, ["import", "events", file, "--currency", "GBP", "--create-products"]);
    await indexed(aisle);
    const key = await aisle.publish("home-recommendations", withoutExploration());
    const figures = await score(aisle, key, customers, truth);
    return { suite: "recommend-retail", figures: { ...figures, customers: customers.length } };
  } finally {
    await aisle.stop();
  }
}

interface InvoiceLine {
  readonly [column: string]: string;
}

function readInvoices(path: string): readonly InvoiceLine[] {
  const bytes = readFileSync(path);
  return parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, { columns: true, bom: true });
}

const timeOf = (line: InvoiceLine) => Date.parse(`${line.InvoiceDate!.replace(" ", "T")}Z`);

/** What customers bought: no cancellations, no non-products, positive quantities and prices. */
function purchasesOf(lines: readonly InvoiceLine[]): Purchases {
  const byCustomer = new Map<string, Set<string>>();
  for (const line of lines) {
    const { CustomerID: customer = "", StockCode: code = "", InvoiceNo: invoice = "" } = line;
    const bought = /^\d/.test(invoice) && Number(line.Quantity) > 0 && Number(line.UnitPrice) > 0;
    if (customer === "" || !bought || !isProductCode(code)) continue;
    const known = byCustomer.get(customer) ?? new Set<string>();
    known.add(code);
    byCustomer.set(customer, known);
  }
  return { byCustomer };
}

function writeHistory({ home }: RunningAisle, lines: readonly InvoiceLine[]): string {
  const names = Object.keys(lines[0]!);
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = lines.map((line) => names.map((name) => quoted(line[name]!)).join(","));
  const path = join(home, "history.csv");
  writeFileSync(path, `${[names.join(","), ...rows].join("\n")}\n`);
  return path;
}

async function indexed(aisle: RunningAisle): Promise<void> {
  const jobs = await aisle.query<readonly { id: string; title: string }[]>("jobs.list");
  for (const job of jobs.filter((found) => found.title.startsWith("Count"))) await aisle.job(job.id);
}

function withoutExploration(): Graph {
  const { graph } = JSON.parse(readFileSync("templates/home-recommendations.json", "utf8")) as { graph: Graph };
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.type === "rank.explore" ? { ...node, config: { ...node.config, share: 0 } } : node,
    ),
  };
}

async function score(aisle: RunningAisle, key: string, customers: readonly string[], truth: Purchases) {
  const url = `${aisle.workerUrl}/v1/home-recommendations`;
  // Who has no history gets the best sellers; the same list for everybody is the yardstick.
  const bestSellersKey = await aisle.publish("best-sellers", bestSellersGraph);
  const bestSellers = await ask(`${aisle.workerUrl}/v1/best-sellers`, bestSellersKey, {});
  const ours = { hits: [] as number[], recalls: [] as number[] };
  const theirs = { hits: [] as number[], recalls: [] as number[] };
  for (const customer of customers) {
    const bought = truth.byCustomer.get(customer)!;
    const list = await ask(url, key, { shopperId: customer, limit: 10 });
    for (const [ids, figures] of [
      [list, ours],
      [bestSellers, theirs],
    ] as const) {
      const found = ids.filter((id) => bought.has(id)).length;
      figures.hits.push(found > 0 ? 1 : 0);
      figures.recalls.push(found / bought.size);
    }
  }
  return {
    hitRate10: mean(ours.hits),
    recall10: mean(ours.recalls),
    bestSellersHitRate10: mean(theirs.hits),
    bestSellersRecall10: mean(theirs.recalls),
  };
}

async function ask(url: string, key: string, body: object): Promise<readonly string[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const { items } = (await response.json()) as { items: readonly { id: string }[] };
  return items.map((item) => item.id).slice(0, 10);
}

const position = { x: 0, y: 0 };
const bestSellersGraph: Graph = {
  format: 1,
  nodes: [
    { id: "request", type: "data.endpoint-request", version: 1, position, config: {} },
    { id: "popular", type: "find.best-sellers", version: 1, position, config: { limit: 10 } },
    { id: "answer", type: "answer.products", version: 1, position, config: { count: 10 } },
  ],
  edges: [
    { id: "e1", from: "request.shopper", to: "popular.shopper" },
    { id: "e2", from: "popular.products", to: "answer.products" },
  ],
  notes: [],
  groups: [],
  samples: [],
};
