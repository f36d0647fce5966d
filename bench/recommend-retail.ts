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
  const tuning = args.includes("--tune");
  // Choices are made one window earlier: what is reported on was not looked at.
  const end = tuning ? last - truthDays * dayMs : last + 1;
  const split = truthFile === undefined ? end - truthDays * dayMs : Number.POSITIVE_INFINITY;
  const later =
    truthFile === undefined
      ? lines.filter((line) => timeOf(line) >= split && timeOf(line) < end)
      : readInvoices(truthFile);
  const earlier = lines.filter((line) => timeOf(line) < split);
  const truth = purchasesOf(later);
  const history = purchasesOf(earlier);
  const customers = [...truth.byCustomer.keys()].filter((customer) => history.byCustomer.has(customer));
  const aisle = await startAisle();
  try {
    const file = truthFile === undefined ? writeHistory(aisle, earlier) : all;
    await command(aisle, [
      "import",
      "events",
      file,
      "--currency",
      "GBP",
      "--create-products",
      "--report",
      join(aisle.home, "report.csv"),
    ]);
    await indexed(aisle);
    if (tuning) return { suite: "recommend-retail", figures: await tune(aisle, customers, truth) };
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

function withoutExploration(change: { readonly [node: string]: object } = {}): Graph {
  const { graph } = JSON.parse(readFileSync("templates/home-recommendations.json", "utf8")) as { graph: Graph };
  const configOf = (node: Graph["nodes"][number]) => {
    const config = { ...node.config, ...change[node.id] };
    return node.type === "rank.explore" ? { ...config, share: 0 } : config;
  };
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, config: configOf(node) })) };
}

/** Tries weights and half-lives of the template on the window before the last; prints each, returns the best. */
async function tune(aisle: RunningAisle, customers: readonly string[], truth: Purchases) {
  let best = { recall10: 0, variant: "" };
  for (const halfLifeDays of [60, 120, 365]) {
    for (const again of [0.6, 1.5, 3, 6]) {
      for (const seedDays of [30, 180]) {
        const variant = `bought before ${again}, half-life ${halfLifeDays}, seeds ${seedDays}`;
        const change = {
          again: { halfLifeDays },
          bought: { halfLifeDays: seedDays },
          viewed: { halfLifeDays: seedDays },
          blend: { weights: [again, 1, 1, 0.15, 0.1] },
        };
        const slug = `tune-${halfLifeDays}-${again * 10}-${seedDays}`;
        const key = await aisle.publish(slug, withoutExploration(change));
        const figures = await scoreEndpoint(aisle, slug, key, customers, truth);
        console.log(`${variant}: hit rate ${figures.hitRate10.toFixed(4)}, recall ${figures.recall10.toFixed(4)}`);
        if (figures.recall10 > best.recall10) best = { recall10: figures.recall10, variant };
      }
    }
  }
  return best;
}

async function score(aisle: RunningAisle, key: string, customers: readonly string[], truth: Purchases) {
  const ours = await scoreEndpoint(aisle, "home-recommendations", key, customers, truth);
  // The same list for everybody is the yardstick.
  const bestSellersKey = await aisle.publish("best-sellers", bestSellersGraph);
  const theirs = await scoreEndpoint(aisle, "best-sellers", bestSellersKey, customers, truth);
  return { ...ours, bestSellersHitRate10: theirs.hitRate10, bestSellersRecall10: theirs.recall10 };
}

async function scoreEndpoint(
  aisle: RunningAisle,
  slug: string,
  key: string,
  customers: readonly string[],
  truth: Purchases,
) {
  const hits: number[] = [];
  const recalls: number[] = [];
  for (const customer of customers) {
    const bought = truth.byCustomer.get(customer)!;
    const list = await ask(`${aisle.workerUrl}/v1/${slug}`, key, { shopperId: customer, limit: 10 });
    const found = list.filter((id) => bought.has(id)).length;
    hits.push(found > 0 ? 1 : 0);
    recalls.push(found / bought.size);
  }
  return { hitRate10: mean(hits), recall10: mean(recalls) };
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
