import { makeRequestValidator, type RequestValidator } from "@aisle/nodes/data/request-validator";
import type { Plan } from "@aisle/runtime/compile/plan";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import { makeRedactor, type Tokenise } from "./personal-data.ts";
import type { Served, ServeInput } from "./served.ts";

/** A version that another thread serves. */
export interface ServedElsewhere {
  serve(input: ServeInput): Promise<Served>;
  /** Says that no new request comes: it is forgotten there once those in flight are answered. */
  forget(): void;
}

/** A version that is compiled and ready to answer under a slug. */
export interface LivePlan {
  readonly workspaceId: string;
  readonly slug: string;
  readonly pipelineId: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly plan: Plan;
  readonly capabilities: ProcessCapabilities;
  readonly validate: RequestValidator;
  /** Replaces personal values of a request by tokens, for the log. */
  readonly redact: (body: JsonObject) => JsonObject;
  /** Who the request is of, out of its redacted body, so that an e-mail address is the same token here and there. */
  readonly unitOf: (redacted: JsonObject) => string | undefined;
  /** The id that a field of a redacted body holds; `undefined` for what is no text or whole number. */
  readonly idOf: (value: Json | undefined) => string | undefined;
  /** Milliseconds a request may take. */
  readonly deadlineMs: number;
  /** For a version that may hold its thread up: answered there, not here. */
  readonly elsewhere?: ServedElsewhere;
}

/** Puts a compiled plan together with what serving it needs; throws `graph.invalid` for a wrong request schema. */
export function makeLivePlan(
  parts: Omit<LivePlan, "validate" | "redact" | "unitOf" | "idOf" | "deadlineMs">,
  tokenise: Tokenise,
  deadlineMs = 2_000,
): LivePlan {
  const { requestSchema, shopperField } = parts.plan;
  return {
    ...parts,
    deadlineMs,
    validate: makeRequestValidator(requestSchema, parts.capabilities.patterns?.compile),
    redact: makeRedactor(requestSchema, tokenise),
    unitOf: (redacted) => (shopperField === undefined ? undefined : idOf(redacted[shopperField])),
    idOf,
  };
}

function idOf(value: Json | undefined): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
