import { hash } from "node:crypto";
import { payloadOf, readTupleHead } from "./decision-tuple.ts";
import { jsonTexts } from "./json-texts.ts";

/** In the place of texts that are too many to be listed: the request itself has to be looked through. */
export const unlistedPeople = 0n;

/** Different texts of a request that are listed: one that ranks products names hundreds, and none of them is a person. */
const maxListed = 64;
const int8Oid = 20;
/** Where the request begins in a payload. */
const requestAt = 5;

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
  const texts = textsOf(payloadOf(tuple));
  if (texts === undefined) return unit === undefined ? [unlistedKey] : [keyOf(unit), unlistedKey];
  if (unit !== undefined) texts.add(unit);
  return Array.from(texts, keyOf);
}

/** The tuple with one more column, `people`, at its end: an array of `bigint` in PostgreSQL's binary form. */
export function withPeople(tuple: Buffer): Buffer {
  const people = peopleOf(tuple);
  // Dimensions (none for an empty array), no nulls, the type; then length and lower bound, and the elements behind their lengths.
  const length = people.length === 0 ? 12 : 20 + 12 * people.length;
  const longer = Buffer.alloc(tuple.length + 4 + length);
  tuple.copy(longer);
  longer.writeInt16BE(tuple.readInt16BE(0) + 1, 0);
  const column = longer.subarray(tuple.length);
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
  return longer;
}

/** The different texts of the request, which begins the payload behind its version and length; `undefined` when it cannot be read. */
function textsOf(payload: Buffer): Set<string> | undefined {
  try {
    const end = requestAt + payload.readInt32BE(1);
    return end > payload.length ? undefined : jsonTexts(payload, requestAt, end, maxListed);
  } catch {
    return undefined;
  }
}
