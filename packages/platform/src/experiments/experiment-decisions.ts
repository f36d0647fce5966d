import { type DecisionSlot, type DecisionStep, interleavedRule } from "@aisle/contracts/decision";
import type { ExperimentFacts } from "@aisle/contracts/experiment-facts";
import type { JsonObject } from "@aisle/runtime/json";
import type { ClientBase, Pool } from "pg";
import { type StoredArms, storedArm, type UnitArm } from "../decisions/decision-arms.ts";
import { readPayload } from "../decisions/decision-payload.ts";
import { payloadOf, type TupleHead } from "../decisions/decision-tuple.ts";

const maxItems = 20;
const maxFields = 30;
const maxFieldName = 64;
const maxFieldText = 64;

interface Row {
  readonly head: TupleHead;
  /** The unit stands with the arm where it is another. */
  readonly arms: StoredArms;
  readonly unit: string;
  readonly facts: ExperimentFacts;
}

/** Decisions of units in experiments, slim; collected and stored as `DecisionTally` does it with its counts. */
export class ExperimentDecisions {
  readonly #rows = new Map<string, Row>();

  /** `unit` is the key of the decision's own unit, `arms` have keys of theirs. */
  add(
    tuple: Buffer,
    head: TupleHead,
    unit: string | undefined,
    arms: readonly (UnitArm & { readonly unit: string })[],
  ): void {
    // A person's decisions are found by the decision's own unit.
    const of = unit ?? arms[0]?.unit;
    if (of === undefined || arms.length === 0) return;
    const stored = arms.map(
      ({ experiment, arm, unit: own, odds }) =>
        [experiment, storedArm(arm, own === of ? undefined : own, odds)] as const,
    );
    this.#rows.set(`${head.workspaceId} ${head.id}`, {
      head,
      arms: Object.fromEntries(stored),
      unit: of,
      facts: factsOf(tuple, new Set([of, ...arms.map((own) => own.unit)])),
    });
  }

  async store(client: ClientBase): Promise<void> {
    const rows = [...this.#rows.values()];
    if (rows.length === 0) return;
    await client.query({
      name: "aisle experiment decisions",
      text: insertRows,
      values: [
        rows.map(({ head }) => head.workspaceId),
        rows.map(({ head }) => head.id),
        rows.map(({ head }) => new Date(head.at)),
        rows.map(({ unit }) => unit),
        rows.map(({ arms }) => JSON.stringify(arms)),
        rows.map(({ head }) => head.outcome),
        rows.map(({ head }) => head.totalUs),
        rows.map(({ facts }) => JSON.stringify(facts)),
      ],
    });
  }
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
function factsOf(tuple: Buffer, units: ReadonlySet<string>): ExperimentFacts {
  try {
    const { slots, steps, error, request } = readPayload(payloadOf(tuple));
    const list = (name: "fellBack" | "failed" | "skipped", isIn: (step: DecisionStep) => boolean) => {
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
      ...(error === undefined ? {} : { error: error.code }),
      request: fieldsOf(request, units),
    };
  } catch {
    return { filled: 0, explored: 0, items: [], request: {} };
  }
}

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
