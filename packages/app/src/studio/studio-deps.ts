import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { StepRecord } from "@aisle/runtime/execute/step-record";
import type { GraphSample } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import type { LanguageModel } from "@aisle/runtime/node-sdk/language-model";
import type { Product, Provenance, RuleEffect } from "@aisle/runtime/node-sdk/product";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { NamedProduct, ShopWords } from "../assistant/proposal.ts";
import type { AuditLog } from "../audit/audit-ports.ts";
import type { CataloguePage, CatalogueQuery } from "../browse-shapes.ts";
import type { Connections } from "../connections/connections-ports.ts";
import type { AisleJobs, JobName } from "../jobs/aisle-jobs.ts";
import type { Inbox, Undelivered } from "../notifications/notifications-ports.ts";
import type { PersonRecords } from "../person-data/person-data-ports.ts";
import type { PipelineRecords } from "../pipelines/pipeline-records.ts";
import type { FieldTrial, NearProducts, PortSample, ProductStory } from "../run-data-shapes.ts";
import type { SecretRecords } from "../secrets/secrets-ports.ts";
import type { DemoShopStatus, Person, RunReport, SampleAnswer, TryItAnswer } from "../studio-shapes.ts";
import type { SampleValues } from "../templates/sample-request.ts";
import type { TemplateFile } from "../templates/template-file.ts";

/** A run of a draft that the serving process keeps. */
interface RunOf {
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly runId: string;
}

/** What the studio asks of a serving process over the internal, authenticated way. */
export interface WorkerCalls {
  run(input: {
    readonly workspaceId: string;
    readonly pipelineId: string;
    readonly request: JsonObject;
    readonly upTo?: string;
    readonly from?: { readonly node: string; readonly runId: string };
  }): Promise<RunReport>;
  why(input: RunOf & { readonly productId: string }): Promise<ProductStory>;
  sample(input: RunOf & { readonly port: string }): Promise<PortSample>;
  near(input: RunOf & { readonly port: string }): Promise<NearProducts>;
  tryField(
    input: Omit<RunOf, "runId"> & {
      readonly runId?: string;
      readonly node: string;
      readonly path: readonly (string | number)[];
      readonly text: string;
    },
  ): Promise<FieldTrial>;
  check(input: {
    readonly workspaceId: string;
    readonly pipelineId: string;
  }): Promise<{ readonly revision: number; readonly problems: readonly Problem[] }>;
  /** Runs a sample request on the draft, or on a version of the pipeline. */
  answerSample(input: {
    readonly workspaceId: string;
    readonly pipelineId: string;
    readonly versionId?: string;
    readonly sample: GraphSample;
  }): Promise<SampleAnswer>;
  checkConfig(input: {
    readonly workspaceId: string;
    readonly type: string;
    readonly config: JsonObject;
  }): Promise<readonly { readonly path: string; readonly message: string }[]>;
  tryIt(workspaceId: string, slug: string, body: Json): Promise<Pick<TryItAnswer, "status" | "totalMs" | "body">>;
}

/** A decision as the log gives it back. */
export interface LoggedDecision {
  readonly id: string;
  readonly at: number;
  readonly endpoint: string;
  readonly versionId: string;
  readonly planId: string;
  readonly outcome: "answered" | "fell-back" | "failed" | "refused" | "suspended";
  readonly totalMs: number;
  readonly request: Json;
  readonly slots: readonly {
    readonly item: string;
    readonly score: number;
    /** P(this item in this slot); `unknown` where exploration elsewhere may have changed the slot. */
    readonly propensity: number | "unknown";
    readonly from: readonly Provenance[];
    readonly effects: readonly RuleEffect[];
  }[];
  readonly steps: readonly Omit<StepRecord, "type">[];
  /** What stood at each step, kept for a share of the requests. */
  readonly candidates?: readonly {
    readonly node: string;
    readonly items: readonly { readonly item: string; readonly score: number }[];
  }[];
  readonly notes?: readonly { readonly node: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string };
}

export interface DecisionReads {
  get(workspaceId: string, id: string): Promise<LoggedDecision | undefined>;
  /** The latest first. */
  latest(
    workspaceId: string,
    query: {
      readonly endpoint?: string;
      readonly outcomes?: readonly LoggedDecision["outcome"][];
      readonly minMs?: number;
      readonly since?: number;
      readonly until?: number;
      readonly limit: number;
    },
  ): Promise<readonly LoggedDecision[]>;
  /** Decisions that show an item, among the latest `look` under all conditions, and how many were looked at. */
  showing(
    workspaceId: string,
    query: Parameters<DecisionReads["latest"]>[1] & { readonly item: string; readonly look: number },
  ): Promise<{ readonly found: readonly LoggedDecision[]; readonly looked: number }>;
  /** Requests of an endpoint, or of several as one, in equal steps from `since` to `until` (milliseconds since 1970), oldest first; samples are not counted. */
  traffic(
    workspaceId: string,
    query: {
      readonly endpoint: string | readonly string[];
      readonly since: number;
      readonly until: number;
      readonly stepMs: number;
    },
  ): Promise<readonly TrafficPoint[]>;
  /** Requests of every endpoint in equal steps, oldest first; an endpoint without any is absent. Samples are not counted. */
  requestCounts(
    workspaceId: string,
    query: { readonly since: number; readonly until: number; readonly stepMs: number },
  ): Promise<ReadonlyMap<string, readonly number[]>>;
  /** What every endpoint answered from `since` to `until`, to the minute; an endpoint without requests is absent. */
  totals(
    workspaceId: string,
    query: { readonly since: number; readonly until: number },
  ): Promise<ReadonlyMap<string, EndpointTotals>>;
}

/** What an endpoint answered over some time. */
export interface EndpointTotals {
  readonly requests: number;
  readonly errors: number;
  readonly p99Ms: number;
}

/** Requests of one step of time; `null` where none came. */
export interface TrafficPoint {
  readonly at: number;
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface StoredKey {
  readonly id: string;
  readonly kind: "endpoint" | "write";
  readonly name: string;
  readonly prefix: string;
  readonly last4: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface KeyRecords {
  create(
    workspaceId: string,
    kind: StoredKey["kind"],
    name: string,
  ): Promise<{ readonly row: StoredKey; readonly key: string }>;
  list(workspaceId: string): Promise<readonly StoredKey[]>;
  revoke(workspaceId: string, keyId: string): Promise<boolean>;
}

export interface QueuedJob {
  readonly id: string;
  readonly name: string;
  readonly payload: { readonly [key: string]: unknown };
  readonly state: "waiting" | "delayed" | "running" | "completed" | "failed" | "cancelled";
  readonly progress: { readonly share: number; readonly note?: string | undefined };
  readonly result?: Json;
  readonly failure?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

export interface Jobs {
  add<Name extends JobName>(
    name: Name,
    payload: AisleJobs[Name]["payload"],
    options?: { readonly jobId?: string; readonly attempts?: number },
  ): Promise<string>;
  get(id: string): Promise<QueuedJob | undefined>;
  list(limit: number): Promise<readonly QueuedJob[]>;
  cancel(id: string): Promise<boolean>;
  retry(id: string): Promise<void>;
}

export interface ShopCounts {
  readonly products: number;
  readonly inStock: number;
  readonly soldOut: number;
  readonly unknownStock: number;
  readonly currencies: readonly string[];
  readonly updatedAt: Date | null;
}

export interface ShopReads {
  counts(workspaceId: string): Promise<ShopCounts>;
  page(
    workspaceId: string,
    query: CatalogueQuery,
  ): Promise<{
    readonly items: readonly { readonly id: string; readonly fields: Product["fields"] }[];
    readonly total: number;
    readonly categories: CataloguePage["categories"];
    readonly brands: CataloguePage["brands"];
    readonly stocks: CataloguePage["stocks"];
    readonly prices: CataloguePage["prices"];
  }>;
  /** Which fields the products have, of what types, with frequent values. */
  catalogFields(workspaceId: string): Promise<CatalogFields>;
  fields(workspaceId: string, ids: readonly string[]): Promise<readonly (Product["fields"] | undefined)[]>;
  eventCounts(workspaceId: string): Promise<{ readonly events: number; readonly orders: number }>;
  collections(workspaceId: string): Promise<
    readonly {
      readonly name: string;
      readonly embedder: string;
      readonly dimension: number;
      readonly count: number;
      readonly status: string;
      readonly updatedAt: Date;
      readonly problem: string | null;
      readonly building: Building | null;
    }[]
  >;
  /** The largest brands and categories, the largest first. */
  names(workspaceId: string): Promise<{ readonly brands: readonly string[]; readonly categories: readonly string[] }>;
  /** Fields of numbers with their quartiles, and attributes of texts with their frequent values, of a part of the products. */
  attributes(workspaceId: string): Promise<{
    readonly numbers: NonNullable<ShopWords["numbers"]>;
    readonly texts: NonNullable<ShopWords["texts"]>;
  }>;
  /** Products whose title has every word of a text, at most ten. */
  titled(workspaceId: string, text: string): Promise<readonly NamedProduct[]>;
  /** A shopper and products to try a pipeline with. */
  sampleIds(workspaceId: string): Promise<Pick<SampleValues, "shopperId" | "productIds">>;
  /** True while the products are those of the demo shop. */
  isSample(workspaceId: string): Promise<boolean>;
}

/** The demo shop of a workspace. */
export interface DemoShops {
  state(workspaceId: string): Promise<Omit<DemoShopStatus, "endpoints">>;
  /** Notes that it belongs among the products, before it is made, and puts back what was set aside. */
  want(workspaceId: string): Promise<void>;
  /** False when it is not wanted among the products. */
  setAside(workspaceId: string): Promise<boolean>;
  /** False when they are not set aside. */
  bringBack(workspaceId: string): Promise<boolean>;
  /** Throws `demo-shop.not-aside`. */
  remove(workspaceId: string): Promise<void>;
}

/** What a workspace has set. */
export interface WorkspaceSettings {
  timeZone(workspaceId: string): Promise<string>;
  setTimeZone(workspaceId: string, timeZone: string): Promise<void>;
}

/** Files that were uploaded for an import. */
export interface Uploads {
  /** Keeps every byte of a stream and returns the upload's id. */
  keep(bytes: AsyncIterable<Uint8Array>): Promise<string>;
  remove(uploadId: string): Promise<void>;
  /** The rejected rows of the upload's import as CSV, `undefined` when there are none. */
  rejected(uploadId: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Everything that the studio's use cases stand on; the process's `main` puts it together. */
export interface StudioDeps {
  readonly records: PipelineRecords;
  readonly keys: KeyRecords;
  readonly decisions: DecisionReads;
  readonly jobs: Jobs;
  readonly shop: ShopReads;
  readonly demoShop: DemoShops;
  readonly settings: WorkspaceSettings;
  readonly audit: AuditLog;
  readonly secrets: SecretRecords;
  readonly connections: Connections;
  readonly persons: PersonRecords;
  readonly inbox: Inbox;
  readonly undelivered: Undelivered;
  readonly uploads: Uploads;
  readonly worker: WorkerCalls;
  readonly registries: Registries;
  readonly templates: readonly TemplateFile[];
  readonly facts: (workspaceId: string) => Promise<Facts>;
  readonly people: (userIds: readonly string[]) => Promise<ReadonlyMap<string, Person>>;
  readonly workspaceName: (workspaceId: string) => Promise<string>;
  readonly processes: () => Promise<
    readonly {
      readonly id: string;
      readonly host: string;
      readonly pid: number;
      readonly startedAt: Date;
      readonly seenAt: Date;
      readonly detail: Json;
    }[]
  >;
  /** Calls back whenever a draft has changed, or may have; returns a function that stops it. */
  readonly watchDraft: (pipelineId: string, listener: () => void) => () => void;
  /** Absent where none is configured: the assistant then goes by its rules. */
  readonly languageModel?: LanguageModel;
  /** Where endpoints answer, such as `http://127.0.0.1:4401`. */
  readonly workerUrl: string;
  readonly newId: (prefix: string) => string;
}
