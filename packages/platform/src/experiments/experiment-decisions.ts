import { type DecisionSlot, type DecisionStep, interleavedRule } from "@aisle/contracts/decision";
import type { ExperimentFacts } from "@aisle/contracts/experiment-facts";
import type { JsonObject } from "@aisle/runtime/json";
import type { ClientBase, Pool } from "pg";
import { keyedArms, type StoredArms, storedArm, unitKey } from "../decisions/decision-arms.ts";
import { readPayload } from "../decisions/decision-payload.ts";

const maxItems = 20;
const maxFields = 30;
const maxFieldName = 64;
const maxFieldText = 64;

/** A stored decision of which an experiment counts something. */
export interface ArmedDecision {
  readonly workspaceId: string;
  readonly id: string;
  readonly at: Date;
  readonly unit: string | undefined;
  readonly arms: StoredArms;
  readonly outcome: string;
  readonly totalUs: number;
  readonly payload: Uint8Array;
}

/** Stores what experiments count of decisions, in the caller's transaction. */
export async function storeExperimentDecisions(client: ClientBase, decisions: readonly ArmedDecision[]): Promise<void> {
  const rows = decisions.flatMap((decision) => {
    const own = decision.unit === undefined ? undefined : unitKey(decision.unit);
    const keyed = keyedArms(decision.arms, decision.unit);
    // A person's decisions are found by the decision's own unit.
    const unit = own ?? keyed[0]?.unit;
    if (unit === undefined || keyed.length === 0) return [];
    // The unit stands with the arm where it is another.
    const arms = keyed.map(
      (of) => [of.experiment, storedArm(of.arm, of.unit === unit ? undefined : of.unit, of.odds)] as const,
    );
    const facts = factsOf(decision.payload, new Set([unit, ...keyed.map((of) => of.unit)]));
    return [{ ...decision, unit, arms: JSON.stringify(Object.fromEntries(arms)), facts: JSON.stringify(facts) }];
  });
  if (rows.length === 0) return;
  await client.query({
    name: "aisle experiment decisions",
    text: insertRows,
    values: [
      rows.map(({ workspaceId }) => workspaceId),
      rows.map(({ id }) => id),
      rows.map(({ at }) => at),
      rows.map(({ unit }) => unit),
      rows.map(({ arms }) => arms),
      rows.map(({ outcome }) => outcome),
      rows.map(({ totalUs }) => totalUs),
      rows.map(({ facts }) => facts),
    ],
  });
}

/** Deletes rows of decisions before a time, milliseconds since 1970. */
export async function dropExperimentDecisions(pool: Pool, before: number): Promise<void> {
  await pool.query("delete from experiment_decision where at < $1", [new Date(before)]);
}

const insertRows = `
  insert into experiment_decision (workspace_id, decision_id, at, unit, arms, outcome, total_us, facts)
  select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::jsonb[], $6::text[], $7::int[], $8::jsonb[])
  on conflict do nothing`;

/** A payload that cannot be read has no facts; the decision itself is stored all the same. */
function factsOf(payload: Uint8Array, units: ReadonlySet<string>): ExperimentFacts {
  try {
    const { slots, steps, error, request } = readPayload(payload);
    const list = (name: "fellBack" | "failed" | "skipped" | "late", isIn: (step: DecisionStep) => boolean) => {
      const found = steps.filter(isIn).map(({ node }) => storable(node));
      return found.length === 0 ? {} : { [name]: found };
    };
    return {
      filled: slots.length,
      explored: slots.filter(({ propensity }) => propensity !== 1).length,
      items: slots.slice(0, maxItems).map(({ item }) => storable(item)),
      ...teamsOf(slots.slice(0, maxItems)),
      ...list("fellBack", ({ outcome }) => outcome === "fell-back"),
      ...list("failed", ({ outcome, failed }) => outcome === "failed" || failed === true),
      ...list("skipped", ({ outcome }) => outcome === "skipped"),
      ...list("late", isLate),
      ...(error === undefined ? {} : { error: error.code }),
      request: fieldsOf(request, units),
    };
  } catch {
    return { filled: 0, explored: 0, items: [], request: {} };
  }
}

/** A step that ran says nothing more, unless it took longer than its limit. */
const isLate = ({ outcome, reason }: DecisionStep): boolean => outcome === "ran" && reason !== undefined;

/** Which ranking drafted each product, where two shared the answer. */
function teamsOf(slots: readonly DecisionSlot[]): Pick<ExperimentFacts, "teams"> {
  const teams = slots.map(({ effects }) => effects.find(({ rule }) => rule === interleavedRule)?.change ?? "");
  return teams.some((team) => team !== "") ? { teams } : {};
}

/** Short scalar fields by which results are broken down; none that names a person, as tokens and the unit itself do. */
function fieldsOf(request: JsonObject, units: ReadonlySet<string>): ExperimentFacts["request"] {
  const fields = Object.entries(request).filter(([name, value]) => {
    if (name.length > maxFieldName || /(^|_)id$|Id$|query|text|message/.test(name)) return false;
    if (typeof value === "number" || typeof value === "boolean") return true;
    return typeof value === "string" && value.length <= maxFieldText && !value.startsWith("tok_") && !units.has(value);
  });
  return Object.fromEntries(
    fields
      .slice(0, maxFields)
      .map(([name, value]) => [
        storable(name),
        typeof value === "string" ? storable(value) : (value as number | boolean),
      ]),
  );
}

/** PostgreSQL's JSON cannot hold NUL. */
const storable = (text: string): string => text.replaceAll("\0", "\uFFFD").replace(/[\uD800-\uDFFF]/gu, "\uFFFD");
