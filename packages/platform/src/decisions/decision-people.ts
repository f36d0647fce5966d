import { hash } from "node:crypto";
import type { Json } from "@aisle/runtime/json";
import { ByteReader } from "./byte-reader.ts";
import { payloadOf, readTupleHead } from "./decision-tuple.ts";

/** In the place of texts that are too many to be listed: the request itself has to be looked through. */
export const unlistedPeople = 0n;

/** Different texts of a request that are listed: one that ranks products names hundreds, and none of them is a person. */
const maxListed = 64;
const int8Oid = 20;

/** The hash by which a decision is found that names a person: the first 8 bytes of the text's SHA-256. */
export function personKey(text: string): bigint {
  return hash("sha256", text, "buffer").readBigInt64BE();
}

/** Requests name the same products and categories again and again: a hash costs more than all else that is done with a text. */
const knownKeys = new Map<string, Buffer>();
const maxKnown = 20_000;
const maxKnownLength = 64;
const unlistedKey = Buffer.alloc(8);

/** The 8 bytes of a text's key. */
function keyOf(text: string): Buffer {
  const known = knownKeys.get(text);
  if (known !== undefined) return known;
  const key = hash("sha256", text, "buffer").subarray(0, 8);
  if (text.length <= maxKnownLength) {
    if (knownKeys.size >= maxKnown) knownKeys.clear();
    knownKeys.set(text, key);
  }
  return key;
}

/** Who may be named in a decision: its unit, and every text that stands as a value in its request. */
function peopleOf(tuple: Buffer): readonly Buffer[] {
  const { unit } = readTupleHead(tuple);
  const texts = textsOf(requestOf(tuple));
  if (texts === undefined) return unit === undefined ? [unlistedKey] : [keyOf(unit), unlistedKey];
  if (unit !== undefined) texts.add(unit);
  return Array.from(texts, keyOf);
}

/** The tuple with one more column, `people`, at its end: an array of `bigint` in PostgreSQL's binary form. */
export function withPeople(tuple: Buffer): Buffer {
  const people = peopleOf(tuple);
  // Dimensions (none for an empty array), no nulls, the type; then length and lower bound, and the elements behind their lengths.
  const length = people.length === 0 ? 12 : 20 + 12 * people.length;
  const column = Buffer.alloc(4 + length);
  column.writeInt32BE(length, 0);
  column.writeInt32BE(people.length === 0 ? 0 : 1, 4);
  column.writeInt32BE(int8Oid, 12);
  if (people.length > 0) {
    column.writeInt32BE(people.length, 16);
    column.writeInt32BE(1, 20);
  }
  for (let i = 0; i < people.length; i++) {
    column.writeInt32BE(8, 24 + 12 * i);
    people[i]!.copy(column, 28 + 12 * i);
  }
  const longer = Buffer.concat([tuple, column]);
  longer.writeInt16BE(tuple.readInt16BE(0) + 1, 0);
  return longer;
}

/** The request of a decision, which begins the payload, its last column; `undefined` where it cannot be read. */
function requestOf(tuple: Buffer): Json | undefined {
  try {
    const payload = new ByteReader(payloadOf(tuple));
    payload.byte();
    return JSON.parse(payload.text32()) as Json;
  } catch {
    return undefined;
  }
}

/** The different texts of a value; `undefined` when there are too many, or nothing could be read. */
function textsOf(value: Json | undefined): Set<string> | undefined {
  if (value === undefined) return undefined;
  const texts = new Set<string>();
  const waiting: Json[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop()!;
    if (typeof next === "string") {
      texts.add(next);
      if (texts.size > maxListed) return undefined;
    } else if (typeof next === "object" && next !== null) {
      // Most values are numbers: nobody is named by them.
      for (const inner of Array.isArray(next) ? (next as readonly Json[]) : Object.values(next))
        if (typeof inner === "string" || typeof inner === "object") waiting.push(inner);
    }
  }
  return texts;
}
