import { hostname } from "node:os";
import { crc32 } from "node:zlib";
import { tupleColumns, tupleColumns1 } from "./decision-tuple.ts";

// A spool file is a header and frames. A frame holds the tuples that were appended in one turn of the event loop:
// magic, bytes of tuples, how many they are, first and last UTC day since 1970, CRC-32 of the tuples, CRC-32 of the
// header so far, then the tuples.
// A frame without tuples ends a file that is written no more.

const magicBytes = Buffer.from([0xa1, 0x51, 0xe5, 0xb0]);
const frameMagic = magicBytes.readUInt32LE(0);
export const frameHeaderBytes = 28;

/** Bytes at the start of each spool file: what it is, and the version of the tuples in it. */
export const spoolFileHeader = Buffer.from("aisle spool v2\0\0", "latin1");
const spoolFileHeader1 = Buffer.from("aisle spool v1\0\0", "latin1");

/** The columns of the tuples in a file that begins so; `undefined` when it is no spool that this Aisle reads. */
export function spoolColumns(begin: Buffer): string | undefined {
  const header = begin.subarray(0, spoolFileHeader.length);
  if (header.equals(spoolFileHeader)) return tupleColumns;
  return header.equals(spoolFileHeader1) ? tupleColumns1 : undefined;
}

/** What a frame tells about its tuples. */
export interface SpoolFrame {
  readonly tuples: Buffer;
  readonly count: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Fills in the header of a frame whose tuples stand in `frame` after the room for the header. */
export function sealFrame(frame: Buffer, count: number, firstDay: number, lastDay: number): void {
  frame.writeUInt32LE(frameMagic, 0);
  frame.writeUInt32LE(frame.length - frameHeaderBytes, 4);
  frame.writeUInt32LE(count, 8);
  frame.writeInt32LE(firstDay, 12);
  frame.writeInt32LE(lastDay, 16);
  frame.writeUInt32LE(crc32(frame.subarray(frameHeaderBytes)), 20);
  frame.writeUInt32LE(crc32(frame.subarray(0, 24)), 24);
}

/** What a stretch of a spool file holds. */
export interface SpoolStretch {
  readonly frames: readonly SpoolFrame[];
  /** Where the frames end: read on from here. */
  readonly end: number;
  /** True when the file's end mark was reached. */
  readonly whole: boolean;
  /** Bytes that are no frames, passed over because a frame follows them. */
  readonly damagedBytes: number;
}

/** Reads the frames from `at` on. What follows the last whole frame is left for later: it may still be being written. */
export function readFrames(bytes: Buffer, at: number): SpoolStretch {
  const frames: SpoolFrame[] = [];
  let end = at;
  let damagedBytes = 0;
  for (let look = at; ; ) {
    const found = frameAt(bytes, look);
    if (typeof found === "string") {
      const next = found === "partial" ? undefined : nextFrame(bytes, look + 1);
      if (next === undefined) return { frames, end, whole: false, damagedBytes };
      damagedBytes += next - look;
      look = next;
      continue;
    }
    end = look + frameHeaderBytes + found.tuples.length;
    if (found.count === 0) return { frames, end, whole: true, damagedBytes };
    frames.push(found);
    look = end;
  }
}

/** The frame that stands at a place, as far as it is whole. */
function frameAt(bytes: Buffer, at: number): SpoolFrame | "partial" | "damaged" {
  if (bytes.length - at < frameHeaderBytes) return "partial";
  if (bytes.readUInt32LE(at) !== frameMagic) return "damaged";
  if (bytes.readUInt32LE(at + 24) !== crc32(bytes.subarray(at, at + 24))) return "damaged";
  const start = at + frameHeaderBytes;
  const end = start + bytes.readUInt32LE(at + 4);
  if (end > bytes.length) return "partial";
  const tuples = bytes.subarray(start, end);
  if (bytes.readUInt32LE(at + 20) !== crc32(tuples)) return "damaged";
  const count = bytes.readUInt32LE(at + 8);
  return { tuples, count, firstDay: bytes.readInt32LE(at + 12), lastDay: bytes.readInt32LE(at + 16) };
}

function nextFrame(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(magicBytes, from); at >= 0; at = bytes.indexOf(magicBytes, at + 1))
    if (typeof frameAt(bytes, at) === "object") return at;
  return undefined;
}

const hostPart = hostname().replace(/[^A-Za-z0-9.-]/g, "_");

/** A file name that no other process or run uses, and that tells who writes the file. */
export function spoolFileName(startedAt: number, number: number): string {
  return `${hostPart}~${process.pid}~${startedAt.toString(36)}~${number}.spool`;
}

/** Who writes a spool file: its process id where it is of this host. Undefined for a name that is no spool's. */
export function spoolWriterOf(name: string): { readonly pid: number | undefined } | undefined {
  const parts = /^(.+)~(\d+)~[0-9a-z]+~\d+\.spool$/.exec(name);
  if (parts === null) return undefined;
  return { pid: parts[1] === hostPart ? Number(parts[2]) : undefined };
}
