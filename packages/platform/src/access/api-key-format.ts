import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { KeyKind } from "@aisle/contracts/api-key";

/** What the text of a key begins with, by its kind. */
export const keyPrefixes: Record<KeyKind, string> = { endpoint: "aisle_live_", write: "aisle_write_" };

const checksumLength = 6;
/** Keys made before there was a checksum are 32 random bytes behind their prefix, and no more. */
const form = /^aisle_(?:live|write)_[\w-]{43}([\w-]{6})?$/;

/** A new key: prefix, 32 random bytes in base64url, and a checksum of both. */
export function newApiKey(kind: KeyKind): string {
  const text = keyPrefixes[kind] + randomBytes(32).toString("base64url");
  return text + checksumOf(text);
}

/** False for a text that cannot be a key, such as a mistyped one: it need not be looked up. */
export function mayBeApiKey(text: string): boolean {
  const match = form.exec(text);
  if (match === null) return false;
  const checksum = match[1];
  return checksum === undefined || checksum === checksumOf(text.slice(0, -checksumLength));
}

/** CRC-32 in base64url: it tells typing errors, not forgeries. */
function checksumOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64url");
}
