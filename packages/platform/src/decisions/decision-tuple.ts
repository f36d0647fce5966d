import type { NewDecision } from "@aisle/contracts/decision";
import { LRUCache } from "lru-cache";
import { ByteWriter } from "./byte-writer.ts";
import { armsText } from "./decision-arms.ts";
import { writePayload } from "./decision-payload.ts";

/** The columns of a tuple, in its order; and those of before decisions had an arm. */
export const tupleColumns =
  "workspace_id, endpoint, version_id, plan_id, version_number, arm, id, at, unit, outcome, total_us, trace_id, sample, arms, payload";
export const tupleColumns1 =
  "workspace_id, endpoint, version_id, plan_id, id, at, unit, outcome, total_us, trace_id, sample, payload";

const columnCount = 15;
const columnCount1 = 12;
// PostgreSQL counts microseconds from 2000-01-01.
const postgresEpochMs = 946_684_800_000;
const maxInt4 = 0x7fff_ffff;

interface PlanPrefix extends Pick<NewDecision, "workspaceId" | "endpoint" | "versionId"> {
  readonly versionNumber: number | undefined;
  readonly arm: string | undefined;
  readonly bytes: Uint8Array;
}

/**
 * Writes decisions as tuples of PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, "Binary Format"), so
 * that whoever brings them to the database copies bytes and parses none.
 */
export class DecisionTupleWriter {
  // Most decisions come from few plans: the six columns that name one are encoded once.
  readonly #prefixes = new LRUCache<string, PlanPrefix>({ max: 1000 });

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
    if (decision.arms === undefined) out.int32(-1);
    else writeJsonb(out, armsText(decision));
    const start = out.used;
    out.int32(0);
    writePayload(out, decision);
    out.int32At(start, out.used - start - 4);
  }

  #prefix(decision: NewDecision): Uint8Array {
    const { workspaceId, endpoint, versionId, versionNumber, planId, arm } = decision;
    // Two arms may run one plan.
    const key = arm === undefined || arm === "live" ? planId : `${planId} ${arm}`;
    const known = this.#prefixes.get(key);
    if (known !== undefined && samePlan(known, decision)) return known.bytes;
    const out = new ByteWriter(256);
    out.byte(0);
    out.byte(columnCount);
    for (const text of [workspaceId, endpoint, versionId, planId]) out.text32(withoutNul(text));
    if (versionNumber === undefined) out.int32(-1);
    else {
      out.int32(4);
      out.int32(versionNumber);
    }
    if (arm === undefined) out.int32(-1);
    else out.text32(withoutNul(arm));
    const bytes = Uint8Array.prototype.slice.call(out.buffer, 0, out.used);
    this.#prefixes.set(key, { workspaceId, endpoint, versionId, versionNumber, arm, bytes });
    return bytes;
  }
}

function samePlan(a: PlanPrefix, b: NewDecision): boolean {
  return (
    a.versionId === b.versionId &&
    a.endpoint === b.endpoint &&
    a.arm === b.arm &&
    a.versionNumber === b.versionNumber &&
    a.workspaceId === b.workspaceId
  );
}

/** PostgreSQL's text cannot hold NUL, and ids of shoppers are what callers send. */
function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/** PostgreSQL's binary jsonb: a version byte and the text. */
function writeJsonb(out: ByteWriter, text: string): void {
  const start = out.used;
  out.int32(0);
  out.byte(1);
  out.utf8(text);
  out.int32At(start, out.used - start - 4);
}

/** The columns of a tuple, recognized by how many it has. Throws `RangeError` for a tuple of no known form. */
export function columnsOf(tuple: Buffer): string {
  const count = tuple.readInt16BE(0);
  if (count === columnCount) return tupleColumns;
  if (count === columnCount1) return tupleColumns1;
  throw new RangeError(`a tuple of ${count} columns`);
}

/** What statistics count of a decision. */
export interface TupleHead {
  readonly workspaceId: string;
  readonly endpoint: string;
  readonly versionId: string;
  readonly arm: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly unit: string | undefined;
  readonly outcome: string;
  readonly totalUs: number;
  readonly sample: boolean;
  /** JSON text of the arms by experiment. */
  readonly arms: string | undefined;
}

/** Reads the columns of one tuple that statistics need, in the present form or that of version 1. */
export function readTupleHead(tuple: Buffer): TupleHead {
  const isVersion1 = columnsOf(tuple) === tupleColumns1;
  let at = 2;
  const text = () => {
    const length = tuple.readInt32BE(at);
    at += 4;
    if (length < 0) return undefined;
    at += length;
    return tuple.toString("utf8", at - length, at);
  };
  const skip = () => {
    at += 4 + Math.max(0, tuple.readInt32BE(at));
  };
  const workspaceId = text() ?? "";
  const endpoint = text() ?? "";
  const versionId = text() ?? "";
  skip();
  if (!isVersion1) skip();
  const arm = isVersion1 ? undefined : text();
  const id = text() ?? "";
  at += 12;
  const micros = tuple.readInt32BE(at - 8) * 0x1_0000_0000 + tuple.readUInt32BE(at - 4);
  const unit = text();
  const outcome = text() ?? "";
  at += 8;
  const totalUs = tuple.readInt32BE(at - 4);
  skip();
  at += 5;
  const sample = tuple[at - 1] === 1;
  const arms = isVersion1 ? undefined : text();
  return {
    workspaceId,
    endpoint,
    versionId,
    arm: arm ?? "",
    id,
    at: postgresEpochMs + Math.floor(micros / 1000),
    unit,
    outcome,
    totalUs,
    sample,
    // After the version byte of jsonb.
    arms: arms?.slice(1),
  };
}

/** The payload of a tuple: its last column. */
export function payloadOf(tuple: Buffer): Buffer {
  let at = 2;
  for (let columns = tuple.readInt16BE(0); columns > 1; columns--) at += 4 + Math.max(0, tuple.readInt32BE(at));
  return tuple.subarray(at + 4);
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
