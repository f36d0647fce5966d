import { ArtefactError } from "./artefact-error.ts";
import { crc32 } from "./crc32.ts";
import {
  arrayFromBytes,
  bytesOfArray,
  type NumericArray,
  type NumericArrayName,
  nameOfArray,
} from "./numeric-array.ts";

/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** The data a model was trained on: ISO 8601 times of its first and last record where it has times, and its rows. */
export interface DataWindow {
  from: string | null;
  to: string | null;
  rows: number;
}

/** What every saved model says about itself, whatever its kind. */
export interface ArtefactInfo {
  /** Which algorithm's model this is, such as `boosted-trees`. */
  kind: string;
  /** Version of the contents of that kind, from 1. */
  version: number;
  window: DataWindow;
  parameters: { [key: string]: JsonValue };
  metrics: { [key: string]: number };
}

/** A model between memory and bytes: what it says about itself, small values as JSON, large ones as typed arrays. */
export interface Artefact extends ArtefactInfo {
  state: { [key: string]: JsonValue };
  arrays: { [name: string]: NumericArray };
}

interface Section {
  name: string;
  type: NumericArrayName;
  /** Bytes from the start of the body, a multiple of 8. */
  offset: number;
  length: number;
}

const magic = Uint8Array.of(0x41, 0x49, 0x53, 0x4c, 0x45, 0x4d, 0x44, 0x4c);
const formatVersion = 1;
const preambleBytes = 32;
const aligned = (bytes: number) => (bytes + 7) & ~7;

/**
 * Writes an artefact: 32 bytes of preamble (magic, format version, header bytes, body bytes, CRC-32 of all else),
 * a JSON header, then the arrays, each at a multiple of 8 bytes, little-endian. Numbers in JSON must be finite.
 */
export function encodeArtefact(artefact: Artefact): Uint8Array {
  const { arrays, ...rest } = artefact;
  const sections: Section[] = [];
  let bodyBytes = 0;
  for (const [name, array] of Object.entries(arrays)) {
    sections.push({ name, type: nameOfArray(array), offset: bodyBytes, length: array.length });
    bodyBytes = bodyBytes + Math.ceil(array.byteLength / 8) * 8;
  }
  const header = new TextEncoder().encode(JSON.stringify({ ...rest, sections }, refuseLostNumbers));
  const bodyStart = aligned(preambleBytes + header.length);
  const bytes = new Uint8Array(bodyStart + bodyBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic, 0);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, header.length, true);
  view.setFloat64(16, bodyBytes, true);
  bytes.set(header, preambleBytes);
  for (const section of sections) bytes.set(bytesOfArray(arrays[section.name]!), bodyStart + section.offset);
  view.setUint32(24, checksumOf(bytes), true);
  return bytes;
}

/**
 * Reads an artefact of one kind whose contents are of `version` or older. Throws `ArtefactError` with the reason for
 * anything else: foreign, cut off, damaged, of another kind, or written by a newer Aisle. The arrays are copies.
 */
export function decodeArtefact(bytes: Uint8Array, expected: { kind: string; version: number }): Artefact {
  const { info, sections, state, bodyStart } = readHeader(bytes);
  if (info.kind !== expected.kind)
    throw new ArtefactError("wrong-kind", `This is a model of kind "${info.kind}", not "${expected.kind}".`);
  if (info.version > expected.version)
    throw new ArtefactError(
      "newer-version",
      `This ${info.kind} model has contents of version ${info.version}; this Aisle reads up to ${expected.version}. Update Aisle, or train again.`,
    );
  const arrays: Artefact["arrays"] = {};
  for (const { name, type, offset, length } of sections)
    arrays[name] = arrayFromBytes(type, bytes, bodyStart + offset, length);
  return { ...info, state, arrays };
}

/** What a saved model of any kind says about itself, after the same checks as `decodeArtefact`. */
export function readArtefactInfo(bytes: Uint8Array): ArtefactInfo {
  return readHeader(bytes).info;
}

/** One array of an artefact, checked to be there and of the expected type. Throws `ArtefactError` otherwise. */
export function arrayOf<T extends NumericArray>(
  artefact: Artefact,
  name: string,
  type: abstract new (...args: never[]) => T,
): T {
  const array = artefact.arrays[name];
  if (array instanceof type) return array;
  throw new ArtefactError("invalid-contents", `The ${artefact.kind} model lacks its array "${name}". Train it again.`);
}

function readHeader(bytes: Uint8Array) {
  if (bytes.length < magic.length || magic.some((byte, i) => bytes[i] !== byte))
    throw new ArtefactError("not-an-artefact", "These bytes are not a model saved by Aisle.");
  if (bytes.length < preambleBytes) throw truncated(bytes.length, preambleBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = view.getUint32(8, true);
  if (format > formatVersion)
    throw new ArtefactError(
      "newer-format",
      `This model was saved in format ${format}; this Aisle reads up to ${formatVersion}. Update Aisle, or train again.`,
    );
  const headerBytes = view.getUint32(12, true);
  const bodyStart = aligned(preambleBytes + headerBytes);
  const size = bodyStart + view.getFloat64(16, true);
  if (bytes.length < size) throw truncated(bytes.length, size);
  if (bytes.length !== size || view.getUint32(24, true) !== checksumOf(bytes)) throw damaged();
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(preambleBytes, preambleBytes + headerBytes)));
    const { sections, state, ...info } = header as ArtefactInfo & Pick<Artefact, "state"> & { sections: Section[] };
    return { info, sections, state, bodyStart };
  } catch {
    throw damaged();
  }
}

function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(28), crc32(bytes.subarray(0, 24)));
}

function truncated(found: number, expected: number): ArtefactError {
  return new ArtefactError(
    "truncated",
    `The model is cut off: ${found} bytes of ${expected}. Fetch or train it again.`,
  );
}

function damaged(): ArtefactError {
  return new ArtefactError("damaged", "The model's checksum does not match its bytes. Fetch or train it again.");
}

function refuseLostNumbers(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(
      `An artefact's "${key}" is ${value}, which JSON cannot hold; leave it out or store it in an array.`,
    );
  return value;
}
