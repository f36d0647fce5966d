import type { RequestRoles } from "@aisle/runtime/graph/request-roles";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ShelfItem } from "../previews/preview.ts";
import type { StepReport } from "../runs/runs-shapes.ts";
import type { VersionRow } from "../versions/versions-shapes.ts";

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
  /** False until the first request that counts, under this address or an earlier one. */
  readonly called: boolean;
  /** JSON Schema of the request body. */
  readonly requestSchema: JsonObject;
  /** Which fields of the request the trigger reads as the shopper, as what was typed, and so on. */
  readonly requestRoles: RequestRoles;
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

/** What the live endpoint answered to a request from the studio; such requests are not counted in statistics. */
export interface TryItAnswer {
  readonly status: number;
  readonly totalMs: number;
  readonly decisionId: string | null;
  readonly body: Json;
  readonly items: readonly ShelfItem[];
  readonly steps: readonly StepReport[];
}
