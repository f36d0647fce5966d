import { ByteWriter } from "./byte-writer.ts";
import { writePayload } from "./decision-payload.ts";
import type { NewDecision } from "./decision-record.ts";

/** The columns of a tuple, in its order. */
export const tupleColumns =
  "workspace_id, endpoint, version_id, plan_id, id, at, unit, outcome, total_us, trace_id, sample, payload";

const columnCount = 12;
// PostgreSQL counts microseconds from 2000-01-01.
const postgresEpochMs = 946_684_800_000;
const maxInt4 = 0x7fff_ffff;

interface PlanPrefix extends Pick<NewDecision, "workspaceId" | "endpoint" | "versionId"> {
  readonly bytes: Uint8Array;
}

/**
 * Writes decisions as tuples of PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, "Binary Format"), so
 * that whoever brings them to the database copies bytes and parses none.
 */
export class DecisionTupleWriter {
  // Most decisions come from few plans: the four columns that name one are encoded once.
  readonly #prefixes = new Map<string, PlanPrefix>();

  write(out: ByteWriter, decision: NewDecision): void {
    const { unit, traceId } = decision;
    out.bytes(this.#prefix(decision));
    out.text32(decision.id);
    out.int32(8);
    const micros = Math.round((decision.at - postgresEpochMs) * 1000);
    const high = Math.floor(micros / 0x1_0000_0000);
    out.int32(high);
    out.int32((micros - high * 0x1_0000_0000) | 0);
    if (unit === undefined) out.int32(-1);
    else out.text32(withoutNul(unit));
    out.text32(decision.outcome);
    out.int32(4);
    out.int32(Math.min(maxInt4, Math.round(decision.totalMs * 1000)));
    if (traceId === undefined) out.int32(-1);
    else out.text32(withoutNul(traceId));
    out.int32(1);
    out.byte(decision.sample ? 1 : 0);
    const start = out.used;
    out.int32(0);
    writePayload(out, decision);
    out.int32At(start, out.used - start - 4);
  }

  #prefix(decision: NewDecision): Uint8Array {
    const known = this.#prefixes.get(decision.planId);
    if (known !== undefined && samePlan(known, decision)) return known.bytes;
    const { workspaceId, endpoint, versionId, planId } = decision;
    const out = new ByteWriter(256);
    out.byte(0);
    out.byte(columnCount);
    for (const text of [workspaceId, endpoint, versionId, planId]) out.text32(withoutNul(text));
    const bytes = Uint8Array.prototype.slice.call(out.buffer, 0, out.used);
    if (this.#prefixes.size >= 1000) this.#prefixes.clear();
    this.#prefixes.set(planId, { workspaceId, endpoint, versionId, bytes });
    return bytes;
  }
}

function samePlan(a: PlanPrefix, b: NewDecision): boolean {
  return a.endpoint === b.endpoint && a.versionId === b.versionId && a.workspaceId === b.workspaceId;
}

/** PostgreSQL's text cannot hold NUL, and ids of shoppers are what callers send. */
function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/** Splits tuples that follow each other; throws `RangeError` when the bytes are no whole number of tuples. */
export function splitTuples(bytes: Buffer): Buffer[] {
  const tuples: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const columns = bytes.readInt16BE(at);
    at += 2;
    for (let i = 0; i < columns; i++) at += 4 + Math.max(0, bytes.readInt32BE(at));
    if (at > bytes.length) throw new RangeError("tuple is cut off");
    tuples.push(bytes.subarray(start, at));
  }
  return tuples;
}
