import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Graph } from "@aisle/runtime/graph/graph";
import { AisleUnderFaults } from "./faults/aisle-under-faults.ts";
import { compareWithDatabase, type Interval, untilDrained } from "./faults/compare-with-database.ts";
import { type Fault, faults, type Scene } from "./faults/fault-matrix.ts";
import { type Ledger, steadyLoad, type Target } from "./faults/steady-load.ts";
import { fiveStepGraph } from "./serving/five-step-graph.ts";

const slugs = { plain: "five-step", shelf: "home-shelf" };
const firstProducts = 500;
const productIds = Array.from({ length: firstProducts }, (_, index) => `first-${index}`);
const restMs = 4_000;
/** Products that the flow keeps: versions answer one to so many of them, and are told apart by it. */
const maxItems = 10;

/**
 * A whole Aisle with two serving workers and two job workers under a steady load of requests and events, while processes are
 * killed and stopped, the database goes away, the disk fills up, a clock is wrong and a backup is restored. What was promised to the
 * callers is then compared with the database. Option: `--only PATTERN`, faults whose name matches the pattern.
 */
export async function bench(args: readonly string[]) {
  const only = args.includes("--only") ? args[args.indexOf("--only") + 1]! : "";
  const started = Date.now();
  const aisle = await AisleUnderFaults.start();
  const broken: string[] = [];
  const away: Interval[] = [];
  const replaced: Interval[] = [];
  try {
    const stage = await prepareStage(aisle);
    const load = steadyLoad({ workerUrls: aisle.workerUrls, productIds, ...stage });
    const { ledger } = load;
    const scene = sceneOf(aisle, stage.publisher, ledger, replaced);
    await sleep(restMs);
    for (const fault of faults.filter(({ name }) => new RegExp(only).test(name))) {
      const { from, error } = await runFault(fault, scene);
      if (fault.databaseAway) away.push({ from, to: Date.now() });
      if (error !== undefined) broken.push(`${fault.name}: ${error}`);
      await sleep(restMs);
      console.log(summary(fault, ledger, from, error));
      for (const [reason, count] of reasons(ledger, from)) console.log(`    ${count} × ${reason}`);
    }
    await load.stop();
    await untilDrained(aisle.databaseUrl, ledger);
    const compared = await compareWithDatabase(aisle.databaseUrl, ledger, replaced);
    const isAway = (at: number) => away.some(({ from, to }) => at >= from - 1000 && at <= to + 1000);
    const unanswered = ledger.unanswered.filter(({ sentAt }) => !isAway(sentAt));
    for (const line of broken) console.log(`broken: ${line}`);
    return {
      suite: "faults",
      figures: {
        ...compared,
        wrongVersion: await wrongVersions(ledger, stage.publisher),
        unanswered: unanswered.length,
        unansweredWhileDatabaseAway: ledger.unanswered.length - unanswered.length,
        brokenFaults: broken.length,
        faults: faults.filter(({ name }) => new RegExp(only).test(name)).length,
        answers: ledger.answers.length,
        events: ledger.events.length,
        diskFilled: aisle.smallSpool ? 1 : 0,
        minutes: (Date.now() - started) / 60_000,
      },
    };
  } finally {
    await aisle.stop();
  }
}

/** Publishes versions that can be told apart by how many items they answer. */
class Publisher {
  /** When each version was known to answer everywhere, by its number. */
  readonly liveAt = new Map<number, number>();
  readonly #aisle: AisleUnderFaults;
  readonly #pipelineId: string;
  readonly #key: string;
  #next = 1;

  constructor(aisle: AisleUnderFaults, pipelineId: string, key: string) {
    this.#aisle = aisle;
    this.#pipelineId = pipelineId;
    this.#key = key;
  }

  async next(): Promise<number> {
    const { calls } = this.#aisle;
    const jobId = await retried(async () => {
      const { revision } = await calls.mutate<{ revision: number }>("pipelines.replaceDraft", {
        pipelineId: this.#pipelineId,
        graph: answering(this.#next++ % maxItems),
      });
      const published = await calls.mutate<{ jobId: string }>("pipelines.publish", {
        pipelineId: this.#pipelineId,
        slug: slugs.plain,
        name: "faults",
        notes: "",
        revision,
      });
      return published.jobId;
    });
    await retried(() => calls.job(jobId));
    const version = await this.#everywhere();
    this.liveAt.set(version, Date.now());
    return version;
  }

  /** How many items each version answers, by its number. */
  async itemsOf(): Promise<ReadonlyMap<number, number>> {
    const { calls } = this.#aisle;
    const versions = await calls.query<{ id: string; number: number }[]>("pipelines.versions", {
      pipelineId: this.#pipelineId,
    });
    const items = new Map<number, number>();
    for (const { id, number } of versions) {
      const { graph } = await calls.query<{ graph: Graph }>("pipelines.version", { versionId: id });
      items.set(number, Number(graph.nodes.find((node) => node.id === "answer")!.config.count));
    }
    return items;
  }

  /** The version that all workers answer with, once they agree and have not changed for a second. */
  async #everywhere(): Promise<number> {
    let last = 0;
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      const versions = await Promise.all(this.#aisle.workerUrls.map((url) => this.#versionAt(url)));
      if (versions[0] !== undefined && versions.every((version) => version === versions[0])) {
        if (versions[0] === last) return last;
        last = versions[0];
      }
      await sleep(1000);
    }
    throw new Error("the serving workers do not agree on a version within a minute");
  }

  async #versionAt(url: string): Promise<number | undefined> {
    try {
      const response = await fetch(`${url}/v1/${slugs.plain}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#key}` },
        body: JSON.stringify(flow(0)),
        signal: AbortSignal.timeout(3000),
      });
      return ((await response.json()) as { version?: number }).version;
    } catch {
      return undefined;
    }
  }
}

async function prepareStage(aisle: AisleUnderFaults) {
  const { calls } = aisle;
  await calls.import("catalog", "first.csv", catalogCsv("first", firstProducts), {});
  const publish = async (slug: string, graph: unknown) => {
    const { pipelineId } = await calls.mutate<{ pipelineId: string }>("pipelines.create", { name: slug, graph });
    const input = { pipelineId, slug, name: slug, notes: "", revision: 0 };
    const { jobId } = await calls.mutate<{ jobId: string }>("pipelines.publish", input);
    await calls.job(jobId);
    return pipelineId;
  };
  const shelf = JSON.parse(readFileSync("templates/home-recommendations.json", "utf8")) as {
    graph: { samples: unknown[] };
  };
  const pipelineId = await publish(slugs.plain, fiveStepGraph);
  await publish(slugs.shelf, { ...shelf.graph, samples: [] });
  const key = async (kind: string) =>
    (await calls.mutate<{ key: string }>("keys.create", { kind, name: "faults" })).key;
  const endpointKey = await key("endpoint");
  const targets: Target[] = [
    { slug: slugs.plain, body: flow, perSecond: 50 },
    { slug: slugs.shelf, body: (sequence) => ({ shopperId: `shopper-${sequence % 500}` }), perSecond: 20 },
  ];
  await aisle.allServe();
  await sleep(2000);
  return {
    targets,
    endpointKey,
    writeKey: await key("write"),
    publisher: new Publisher(aisle, pipelineId, endpointKey),
  };
}

function sceneOf(aisle: AisleUnderFaults, publisher: Publisher, ledger: Ledger, replaced: Interval[]): Scene {
  let imports = 0;
  return {
    aisle,
    publishNext: () => publisher.next(),
    async importProducts(count) {
      const { calls } = aisle;
      const csv = catalogCsv(`import-${imports++}`, count);
      const jobId = await retried(() => calls.upload("catalog", "more.csv", csv));
      const stored = retried(() => calls.job(jobId)).then((job) => job.import?.stored ?? 0);
      // Handled where it is waited for.
      stored.catch(() => undefined);
      return { stored };
    },
    drained: () => untilDrained(aisle.databaseUrl, ledger),
    replaced: (interval) => replaced.push(interval),
  };
}

async function runFault(fault: Fault, scene: Scene): Promise<{ from: number; error?: string }> {
  const from = Date.now();
  try {
    await fault.run(scene);
    return { from };
  } catch (error) {
    return { from, error: error instanceof Error ? error.message : String(error) };
  }
}

function summary(fault: Fault, ledger: Ledger, from: number, error: string | undefined): string {
  const answered = ledger.answers.filter((answer) => answer.sentAt >= from).length;
  const unanswered = ledger.unanswered.filter((request) => request.sentAt >= from).length;
  const seconds = ((Date.now() - from) / 1000).toFixed(0);
  return `${error === undefined ? "✓" : "✗"} ${fault.name}: ${answered} answered, ${unanswered} not, ${seconds} s${error === undefined ? "" : `: ${error}`}`;
}

/** Why requests since then went unanswered, the commonest reasons first. */
function reasons({ unanswered }: Ledger, from: number): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { sentAt, reason } of unanswered) if (sentAt >= from) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
}

/** Answers that are not what their version answers, or whose version was known to be replaced before they were asked for. */
async function wrongVersions({ answers }: Ledger, publisher: Publisher): Promise<number> {
  const itemsOf = await publisher.itemsOf();
  return answers.filter(
    ({ slug, version, sentAt, items }) =>
      slug === slugs.plain &&
      (itemsOf.get(version) !== items || [...publisher.liveAt].some(([newer, at]) => newer > version && at < sentAt)),
  ).length;
}

/** The five-step flow with another number of items in its answer. */
function answering(items: number): Graph {
  const nodes = fiveStepGraph.nodes.map((node) =>
    node.id === "answer" ? { ...node, config: { ...node.config, count: items + 1 } } : node,
  );
  return { ...fiveStepGraph, nodes };
}

/** Calls again what may fail while something is away, for a minute. */
async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + 60_000; ; ) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(500);
    }
  }
}

function flow(sequence: number): object {
  const items = Array.from({ length: 20 }, (_, index) => ({
    id: `item${index}`,
    price: 5 + index * 3.5,
    stock: index % 5 === 0 ? 0 : index,
    score: ((index * 37) % 100) / 80,
    days: (index * 13) % 61,
  }));
  return { userId: `shopper-${sequence % 500}`, items };
}

function catalogCsv(prefix: string, count: number): Uint8Array {
  const rows = Array.from(
    { length: count },
    (_, index) =>
      `${prefix}-${index},Product ${index} of ${prefix},${(index % 90) + 9}.90,Shoes > Running,${index % 7}`,
  );
  return Buffer.from(`id,title,price,category,stock\n${rows.join("\n")}\n`);
}
