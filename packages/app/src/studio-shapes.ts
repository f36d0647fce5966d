import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { Preview, ShelfItem } from "./preview.ts";

export type { Caller } from "./access/caller.ts";

/** A person as others see them. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** How a step of a run ended. */
export type StepOutcome = "ran" | "skipped" | "fell-back" | "failed" | "suspended";

/** One step of a run, for bars and traces; times count from the run's start. */
export interface StepReport {
  readonly node: string;
  /** The node's title and type as they were in the version that ran. */
  readonly title: string;
  readonly type: string;
  readonly outcome: StepOutcome;
  /** Why it was skipped, fell back or failed, in words for a merchandiser. */
  readonly reason?: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly queueMs: number;
  /** Set when the step did not run: its outputs are those of an earlier run, or pinned. The times are 0 then. */
  readonly source?: "reused" | "pinned";
}

/** A pipeline in a list. Times are ISO 8601, UTC, here and everywhere below. */
export interface PipelineRow {
  readonly id: string;
  readonly name: string;
  /** The endpoint that it answers at, once published. */
  readonly slug: string | null;
  /** Earlier addresses that still answer. */
  readonly aliases: readonly string[];
  readonly draftRevision: number;
  readonly updatedAt: string;
  readonly updatedBy: Person | null;
  readonly live: { readonly versionId: string; readonly number: number } | null;
  /** Edits to the draft since the live version was frozen; all of them when nothing is live. */
  readonly changesSinceLive: number;
  readonly nodeCount: number;
  readonly problemCount: number;
  /** Requests in the last 24 hours by hour, oldest first; empty while nothing is live. */
  readonly requestsByHour: readonly number[];
}

/** The draft of a pipeline, as an editor opens it. */
export interface Draft {
  readonly pipelineId: string;
  readonly name: string;
  readonly slug: string | null;
  readonly graph: Graph;
  readonly revision: number;
  readonly savedAt: string;
  readonly live: { readonly versionId: string; readonly number: number } | null;
  readonly changesSinceLive: number;
}

/** An edit on its way in. The id is made by the client, so that a repeat after a lost answer changes nothing. */
export interface SentEdit {
  readonly editId: string;
  readonly edit: Edit;
}

export interface AppliedEdits {
  readonly revision: number;
  readonly savedAt: string;
  readonly applied: readonly { readonly editId: string; readonly revision: number }[];
  /** Kept aside: the target is gone or the edit no longer fits. */
  readonly refused: readonly { readonly editId: string; readonly reason: string }[];
}

/** One edit that the server put in order. */
export interface DraftChange {
  readonly revision: number;
  readonly editId: string;
  readonly edit: Edit;
  readonly author: Person;
  readonly at: string;
}

/** What an open canvas says of a pipeline besides its graph. */
export interface AboutPipeline {
  readonly name: string;
  readonly slug: string | null;
  readonly live: { readonly versionId: string; readonly number: number } | null;
}

/** What the stream of a draft carries: everyone's edits, and what changed about the pipeline. */
export type DraftNews = DraftChange | { readonly about: AboutPipeline };

/** What to run: a stored sample of the draft, or a request typed in. */
export type RunInput = { readonly sampleId: string } | { readonly request: JsonObject };

/** One run of a draft: what became of every step, and what stood on its ports. */
export interface RunReport {
  /** Names the run's data in the serving process that ran it, as long as that keeps it. */
  readonly runId: string;
  readonly revision: number;
  readonly at: string;
  readonly outcome: "answered" | "failed" | "stopped-early";
  readonly totalMs: number;
  readonly steps: readonly StepReport[];
  /** By `node.port`: outputs of the steps that gave one. */
  readonly previews: { readonly [portRef: string]: Preview };
  /** Nodes of the draft that were left out of the run, because a problem stands on them or before them. */
  readonly leftOut: readonly string[];
  readonly problems: readonly Problem[];
}

export interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly notes: string;
  readonly status: "queued" | "checking" | "ready" | "failed";
  /** Why it is not checked yet, while its job is tried again. */
  readonly waitingFor: string | null;
  readonly publishedBy: Person | null;
  readonly createdAt: string;
  readonly live: boolean;
}

/** A version with its graph and what its checks said. */
export interface VersionDetail extends VersionRow {
  readonly graph: Graph;
  readonly problems: readonly Problem[];
  /** What its sample requests gave when it was published; empty until it was checked. */
  readonly samples: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly words: string;
    readonly totalMs: number;
  }[];
}

/** One side of a comparison: a version by its id, the version that is live, or the draft. */
export type GraphChoice = "draft" | "live" | (string & {});

/** A graph that is compared, and which one it is; the draft has no version. */
export interface ComparedGraph {
  readonly version: Pick<VersionRow, "id" | "number" | "name" | "live"> | null;
  /** Revision of the draft, or the one that the version was frozen at. */
  readonly revision: number;
  readonly graph: Graph;
}

/** Two graphs of a pipeline, and who touched what between them. */
export interface GraphComparison {
  /** Null when nothing is live to compare with. */
  readonly before: ComparedGraph | null;
  readonly after: ComparedGraph;
  /** The newest touch by each key that edits touch, places aside. */
  readonly touches: readonly { readonly key: string; readonly author: Person; readonly at: string }[];
}

/** What a graph answered to a sample request. */
export interface SampleAnswer {
  readonly ok: boolean;
  /** How many products it answered with, or why it failed. */
  readonly words: string;
  readonly totalMs: number;
  readonly items: readonly ShelfItem[];
  readonly body: JsonObject | null;
}

export interface EndpointRow {
  readonly slug: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
  /** Earlier addresses that still answer. */
  readonly aliases: readonly string[];
  readonly version: { readonly id: string; readonly number: number };
  /** When the version went live. */
  readonly since: string;
  /** Over the last hour; `null` without a request. */
  readonly requests: number;
  readonly p99Ms: number | null;
  readonly errorShare: number | null;
}

/** A process that serves endpoints, as it last reported itself. */
export interface ServingProcess {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly seenAt: string;
  /** False when it has not been seen for longer than it should. */
  readonly alive: boolean;
  readonly versions: readonly {
    readonly versionId: string;
    readonly number: number;
    readonly state: "ready" | "preparing" | "failed";
    readonly reason?: string;
  }[];
  readonly requestsPerSecond: number | null;
  /** Share of one core, 0–1. */
  readonly cpuShare: number | null;
  readonly loopDelayMs: number | null;
}

export interface EndpointDetail extends EndpointRow {
  /** Where it answers, for example `http://127.0.0.1:4401/v1/home-recs`. */
  readonly url: string;
  readonly processes: readonly ServingProcess[];
  /** JSON Schema of the request body. */
  readonly requestSchema: JsonObject;
  readonly samples: readonly { readonly id: string; readonly title: string; readonly request: JsonObject }[];
  readonly versions: readonly VersionRow[];
}

/** Traffic of an endpoint in equal steps, oldest first; `null` where no request came. */
export interface Traffic {
  /** IANA zone of the workspace: steps begin by its clocks. */
  readonly timeZone: string;
  readonly stepSeconds: number;
  readonly points: readonly {
    readonly at: string;
    readonly requests: number;
    readonly errors: number;
    readonly p50Ms: number | null;
    readonly p99Ms: number | null;
  }[];
  /** Publishes in that time. */
  readonly marks: readonly { readonly at: string; readonly text: string }[];
}

export interface DecisionRow {
  readonly id: string;
  readonly at: string;
  readonly versionNumber: number;
  readonly outcome: "answered" | "fell-back" | "failed" | "refused" | "suspended";
  /** Products answered with, or what went wrong: `12 products`, `Vector search late, used best sellers`. */
  readonly words: string;
  readonly totalMs: number;
  readonly steps: readonly StepReport[];
}

/** One logged decision with everything behind it. */
export interface Trace extends DecisionRow {
  readonly slug: string;
  readonly pipelineId: string;
  readonly versionId: string;
  readonly planId: string;
  /** The request, personal fields replaced by tokens. */
  readonly request: Json;
  readonly slots: readonly ShelfItem[];
  readonly notes: readonly { readonly node: string; readonly message: string }[];
}

/** What the live endpoint answered to a request from the studio; such requests are not counted in statistics. */
export interface TryItAnswer {
  readonly status: number;
  readonly totalMs: number;
  readonly decisionId: string | null;
  readonly body: Json;
  readonly items: readonly ShelfItem[];
  readonly steps: readonly StepReport[];
}

export interface KeyRow {
  readonly id: string;
  readonly kind: "endpoint" | "write";
  readonly name: string;
  /** For example `aisle_live_` and the last four characters. */
  readonly prefix: string;
  readonly last4: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A ready pipeline, and whether this shop has what it needs. */
export interface Template {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly kind: "recommend" | "search" | "talk" | "plan";
  readonly graph: Graph;
  readonly needs: readonly { readonly title: string; readonly met: boolean; readonly words: string }[];
  /** p99 of its endpoints here in the last day, `null` until one has answered. */
  readonly p99Ms: number | null;
}

export interface DemoShopStatus {
  /** `aside`: its products are taken out and can be brought back, until that is confirmed. */
  readonly state: "there" | "aside" | "none";
  readonly products: number;
  readonly events: number;
  /** Live endpoints, which answer with what is in the catalogue. */
  readonly endpoints: readonly string[];
}

export interface CatalogueSummary {
  readonly products: number;
  readonly inStock: number;
  readonly soldOut: number;
  readonly unknownStock: number;
  readonly events: number;
  readonly orders: number;
  readonly currencies: readonly string[];
  readonly updatedAt: string | null;
  /** True while the demo shop's products are in use. */
  readonly sample: boolean;
  readonly collections: readonly {
    readonly name: string;
    readonly embedder: string;
    readonly dimension: number;
    readonly count: number;
    readonly status: string;
    /** How many products can be found by meaning while it is being built; null when none is missing. */
    readonly building: Building | null;
  }[];
}

export type ImportKind = "catalog" | "events" | "stock";

/** What the first part of a file looks like, before it is imported. */
export interface ImportLook {
  readonly format: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Every field that this kind of import knows, with the column found for it. */
  readonly fields: readonly {
    readonly field: string;
    readonly title: string;
    readonly required: boolean;
    readonly column: string | null;
  }[];
}

export interface JobRow {
  readonly id: string;
  readonly title: string;
  readonly kind: "import" | "publish" | "index" | "sample-shop" | "other";
  readonly state: "waiting" | "active" | "done" | "failed";
  /** `total` is null while unknown. */
  readonly progress: {
    readonly done: number;
    readonly total: number | null;
    readonly unit: string;
    readonly words: string;
  } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: { readonly message: string; readonly help: string } | null;
}

export interface JobDetail extends JobRow {
  readonly import?: {
    readonly read: number;
    readonly stored: number;
    readonly rejected: number;
    /** The first hundred. */
    readonly rejectedRows: readonly { readonly line: number; readonly reason: string; readonly text: string }[];
    /** What became of the demo shop, which live endpoints answered with it, and why an import ended early. */
    readonly about: readonly string[];
    /** What was counted (new, unchanged, cleared, …), and below it which column was read for which field. */
    readonly counted: readonly { readonly label: string; readonly count: number }[];
    readonly columns: { readonly [field: string]: string };
  };
  readonly publish?: {
    readonly versionId: string;
    readonly number: number;
    readonly slug: string;
    readonly problems: readonly Problem[];
    readonly samples: readonly {
      readonly title: string;
      readonly ok: boolean;
      readonly words: string;
      readonly totalMs: number;
    }[];
  };
}

export interface StartState {
  readonly workspaceName: string;
  readonly catalogue: CatalogueSummary;
  readonly readiness: readonly {
    readonly title: string;
    readonly state: "ok" | "warn" | "missing";
    readonly words: string;
  }[];
  readonly sampleShop: {
    readonly name: string;
    readonly products: number;
    readonly installed: boolean;
    readonly items: readonly ShelfItem[];
  };
}
