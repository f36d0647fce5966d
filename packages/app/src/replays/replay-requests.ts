import { makeRequestValidator, type RequestValidator } from "@aisle/nodes/data/request-validator";
import type { SlotOdds } from "@aisle/nodes/rank/explore-slot-odds";
import { compile } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Plan } from "@aisle/runtime/compile/plan";
import { execute, type RunResult } from "@aisle/runtime/execute/execute";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { firstFault, shownAnswer } from "../pipelines/answer-sample.ts";
import { seedOf } from "../serving/serve-request.ts";
import type { SampleAnswer } from "../versions/versions-shapes.ts";
import { answerOdds, inputOf } from "./answer-odds.ts";

/** A logged request. */
export interface LoggedRequest {
  readonly id: string;
  /** Milliseconds since 1970: the instant that both sides answer at. */
  readonly at: number;
  readonly request: JsonObject;
}

/** What is reported of each answer beside its outcome: its ids, its whole shelf, or the odds of each product in each slot. */
export type ReplayDetail = "ids" | "shelves" | "odds";

/** What one side answered to one request. */
export interface ReplayedAnswer {
  readonly outcome: "answered" | "failed" | "misfit";
  readonly totalMs: number;
  readonly ids: readonly string[];
  readonly isEmpty: boolean;
  readonly fellBack: boolean;
  /** Products before the end of the answer that were left out because they are sold out. */
  readonly soldOut: number;
  /** What tells answers without products apart. */
  readonly bodyText: string;
  readonly shelf?: SampleAnswer;
  /** Absent where the odds are not known. */
  readonly odds?: SlotOdds;
}

export interface ReplayedRequest {
  readonly id: string;
  readonly before: ReplayedAnswer;
  readonly after: ReplayedAnswer;
}

/** The answers so far; those that are missing did not get their turn. `fault` is what keeps a side from running at all. */
export interface ReplayedPackage {
  readonly fault?: { readonly side: "before" | "after"; readonly words: string };
  readonly answers: readonly ReplayedRequest[];
}

/** As long as a request may take when it is served. */
const deadlineMs = 2_000;
/** One package keeps others who preview waiting no longer. */
const packageMs = 4_000;

interface Side {
  readonly plan: Plan;
  readonly fits: RequestValidator;
  readonly capabilities: ProcessCapabilities;
}

/**
 * Answers logged requests by two graphs as an endpoint would, both at the instant and with the seed of the request, as rehearsals:
 * nothing is logged, and nothing acts. Ends early when it has taken four seconds.
 */
export async function replayRequests(
  graphs: { readonly before: Graph; readonly after: Graph },
  requests: readonly LoggedRequest[],
  detail: ReplayDetail,
  registry: Registry,
  facts: Facts,
  capabilities: { readonly before: ProcessCapabilities; readonly after: ProcessCapabilities },
): Promise<ReplayedPackage> {
  const sides = new Map<"before" | "after", Side>();
  for (const side of ["before", "after"] as const) {
    const compiled = await compile(graphs[side], registry, facts, capabilities[side]);
    if (!compiled.ok)
      return { fault: { side, words: firstFault(graphs[side], registry, compiled.problems) }, answers: [] };
    const fits = makeRequestValidator(compiled.plan.requestSchema, capabilities[side].patterns?.compile);
    sides.set(side, { plan: compiled.plan, fits, capabilities: capabilities[side] });
  }
  const started = performance.now();
  const answers: ReplayedRequest[] = [];
  for (const [turn, request] of requests.entries()) {
    if (answers.length > 0 && performance.now() - started > packageMs) break;
    // What the first one loads the second one finds: they take turns.
    const isFirst = turn % 2 === 0;
    const one = await answer(sides.get(isFirst ? "before" : "after")!, request, detail);
    const other = await answer(sides.get(isFirst ? "after" : "before")!, request, detail);
    answers.push({ id: request.id, before: isFirst ? one : other, after: isFirst ? other : one });
  }
  return { answers };
}

const nothing = { totalMs: 0, ids: [], isEmpty: true, fellBack: false, soldOut: 0, bodyText: "" } as const;

async function answer(side: Side, { id, at, request }: LoggedRequest, detail: ReplayDetail): Promise<ReplayedAnswer> {
  const { plan, fits, capabilities } = side;
  const issues = fits(request);
  const failure = (words: string): SampleAnswer => ({ ok: false, words, totalMs: 0, items: [], body: null });
  if (issues.length > 0) {
    const words = issues.map(({ field, message }) => `“${field}” ${message}`).join("; ");
    return { outcome: "misfit", ...nothing, ...(detail === "shelves" ? { shelf: failure(words) } : {}) };
  }
  const result = await execute(plan, request, {
    mode: "rehearsal",
    capabilities,
    deadlineMs,
    now: at,
    seed: seedOf(id),
  });
  const { answer: given, error, totalMs } = result;
  if (given === undefined) {
    const words = error?.message ?? "The pipeline gives no answer.";
    return { outcome: "failed", ...nothing, totalMs, ...(detail === "shelves" ? { shelf: failure(words) } : {}) };
  }
  const ids = given.slots.map(({ product }) => product.id);
  const odds = detail === "odds" ? answerOdds(plan, result) : undefined;
  return {
    outcome: "answered",
    totalMs,
    ids,
    isEmpty: ids.length === 0 && isEmptyBody(given.body),
    fellBack: result.steps().some(({ outcome }) => outcome === "fell-back"),
    soldOut: soldOutOf(plan, result, request, ids),
    bodyText: ids.length > 0 ? "" : JSON.stringify(given.body),
    ...(detail === "shelves" ? { shelf: await shownAnswer(given, totalMs, capabilities) } : {}),
    ...(odds === undefined ? {} : { odds }),
  };
}

/** A body that holds no product and says nothing else of weight: none, or lists without an entry. */
function isEmptyBody(body: JsonObject): boolean {
  return Object.values(body).every((value) => value === null || (Array.isArray(value) && value.length === 0));
}

/** The answer takes the first products that can be bought: those between them that it lacks are sold out. */
function soldOutOf(plan: Plan, result: RunResult, request: JsonObject, ids: readonly string[]): number {
  const step = plan.steps[plan.answer];
  if (step?.type !== "answer.products") return 0;
  const offered = inputOf(plan, step, result) ?? [];
  const last = ids.at(-1);
  // A shelf that stayed short took all that could be bought.
  const max = Number(step.config.count ?? offered.length);
  const asked = Number(request[String(step.config.limitField)]);
  const count = asked >= 1 ? Math.min(Math.floor(asked), max) : max;
  const end = ids.length < count ? offered.length : offered.findIndex(({ id }) => id === last) + 1;
  const shown = new Set(ids);
  return offered.slice(0, end).filter(({ id }) => !shown.has(id)).length;
}
