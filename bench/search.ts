import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { KeywordIndexBuilder } from "@aisle/learn/search/keyword-index-builder";
import type { Graph } from "@aisle/runtime/graph/graph";
import { pairedRandomisation } from "@aisle/stats/ranking/paired-randomisation";
import { seededRandom } from "@aisle/stats/seeded-random";
import { dataFile, option } from "./learn/csv-table.ts";
import { type Candidates, fuseTen, fusions } from "./search/fused-candidates.ts";
import { type Judgments, mean, ndcg10, readJudgments } from "./search/judged-queries.ts";
import { command } from "./serving/command.ts";
import { loadInProcess } from "./serving/load-in-process.ts";
import { type RunningAisle, startAisle } from "./serving/running-aisle.ts";

const folds = 5;
const depth = 200;

interface Answer {
  readonly items: readonly { readonly id: string }[];
}

/**
 * Imports the Icecat catalogue by the command, publishes the product-search template, and sends every judged query through the
 * live endpoint: nDCG@10 beside plain BM25 of the same run, the times of one client and ten, and how long it takes from the import
 * to a searchable catalogue. Options: `--judgments FILE` (the data set's own), `--tune` prints the 5-fold choice of weights.
 */
export async function bench(args: readonly string[]) {
  const judgments = readJudgments(option(args, "judgments") ?? dataFile("search-icecat-chorus/judgments.csv"));
  const products = dataFile("search-icecat-chorus/products.jsonl.gz");
  const aisle = await startAisle();
  try {
    const indexSeconds = await importAndIndex(aisle, products);
    const template = JSON.parse(readFileSync("templates/product-search.json", "utf8"));
    const key = await aisle.publish("product-search", template.graph);
    const url = `${aisle.workerUrl}/v1/product-search`;
    const queries = [...judgments.keys()];
    const hybrid = new Map<string, readonly string[]>();
    for (const query of queries) hybrid.set(query, await ask(url, key, query));
    const plain = plainBm25(products, queries);
    const scoresOf = (lists: ReadonlyMap<string, readonly string[]>) =>
      queries.map((query) => ndcg10(lists.get(query)!, judgments.get(query)!));
    const [ours, theirs] = [scoresOf(hybrid), scoresOf(plain)];
    if (args.includes("--tune")) await tune(aisle, template.graph, judgments);
    const paired = pairedRandomisation(theirs, ours, { random: seededRandom(1) });
    const bodies = queries.map((query) => JSON.stringify({ query, limit: 10 }));
    await loadInProcess({ url, key, bodies, connections: 2, count: 300 });
    const one = await loadInProcess({ url, key, bodies, connections: 1, count: 1500 });
    const ten = await loadInProcess({ url, key, bodies, connections: 10, count: 4000 });
    if (one.errors + ten.errors > 0) throw new Error(`${one.errors + ten.errors} requests failed`);
    return {
      suite: "search",
      figures: {
        ndcg10: mean(ours),
        bm25Ndcg10: mean(theirs),
        pairedP: "pValue" in paired ? paired.pValue : Number.NaN,
        queries: queries.length,
        indexSeconds,
        p50Ms1: one.p50Ms,
        p99Ms1: one.p99Ms,
        p50Ms10: ten.p50Ms,
        p99Ms10: ten.p99Ms,
      },
    };
  } finally {
    await aisle.stop();
  }
}

/** Seconds from the start of the import to the end of its indexing. */
async function importAndIndex(aisle: RunningAisle, products: string): Promise<number> {
  const started = performance.now();
  await command(aisle, [
    "import",
    "catalog",
    products,
    "--price-unit",
    "minor",
    "--currency",
    "EUR",
    "--map",
    "category=attr_t_product_type",
  ]);
  const jobs = await aisle.query<readonly { id: string; title: string }[]>("jobs.list");
  const index = jobs.find((job) => job.title.startsWith("Index"));
  if (index === undefined) throw new Error("the import queued no indexing");
  await aisle.job(index.id);
  return (performance.now() - started) / 1000;
}

async function ask(url: string, key: string, query: string): Promise<readonly string[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, limit: 10 }),
  });
  if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
  const { items } = (await response.json()) as Answer;
  return items.map((item) => item.id);
}

/** Plain BM25 (k1 1.2, b 0.75, plural s stripped) over title, short description and product type, all of equal weight. */
function plainBm25(path: string, queries: readonly string[]): Map<string, readonly string[]> {
  const builder = new KeywordIndexBuilder({ fields: { title: 1, description: 1, type: 1 }, words: "plain" });
  for (const line of gunzipSync(readFileSync(path)).toString("utf8").split("\n")) {
    if (line === "") continue;
    const product = JSON.parse(line) as {
      id: string;
      title: string;
      short_description?: string;
      attr_t_product_type?: string;
    };
    builder.add(product.id, {
      title: product.title,
      description: product.short_description,
      type: product.attr_t_product_type,
    });
  }
  const index = builder.build();
  return new Map(queries.map((text) => [text, index.search({ text, limit: 10 }).map((hit) => hit.id)]));
}

/** Chooses the fusion's weights on four fifths of the queries and scores them on the fifth; prints what each fold chose. */
async function tune(aisle: RunningAisle, graph: Graph, judgments: Judgments): Promise<void> {
  const single = (from: string) => ({
    ...graph,
    samples: [],
    edges: [
      ...graph.edges.filter((edge) => !edge.to.startsWith("answer.")),
      { id: "direct", from: `${from}.products`, to: "answer.products" },
    ],
    nodes: graph.nodes.map((node) =>
      node.type === "answer.products" ? { ...node, config: { ...node.config, count: depth } } : node,
    ),
  });
  const lists = new Map<string, Candidates>();
  const keys = {
    keywords: await aisle.publish("only-keywords", single("keywords")),
    meaning: await aisle.publish("only-meaning", single("meaning")),
  };
  for (const query of judgments.keys()) {
    lists.set(query, {
      keywords: await askAll(`${aisle.workerUrl}/v1/only-keywords`, keys.keywords, query),
      meaning: await askAll(`${aisle.workerUrl}/v1/only-meaning`, keys.meaning, query),
    });
  }
  const queries = [...judgments.keys()];
  const score = (query: string, fusion: (typeof fusions)[number]) =>
    ndcg10(fuseTen(lists.get(query)!, fusion), judgments.get(query)!);
  const held: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const train = queries.filter((_query, at) => at % folds !== fold);
    const scored = fusions.map((fusion) => ({ fusion, score: mean(train.map((query) => score(query, fusion))) }));
    const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
    const test = queries.filter((_query, at) => at % folds === fold).map((query) => score(query, best.fusion));
    held.push(...test);
    console.log(
      `fold ${fold + 1}: k ${best.fusion.k}, keyword weight ${best.fusion.keywordWeight}: ${best.score.toFixed(4)} chosen on, ${mean(test).toFixed(4)} held out`,
    );
  }
  for (const fusion of fusions)
    console.log(
      `k ${fusion.k}, keyword weight ${fusion.keywordWeight}: ${mean(queries.map((query) => score(query, fusion))).toFixed(4)} on all`,
    );
  console.log(`cross-validated nDCG@10 ${mean(held).toFixed(4)}`);
}

async function askAll(url: string, key: string, query: string): Promise<readonly string[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const { items } = (await response.json()) as Answer;
  return items.map((item) => item.id);
}
