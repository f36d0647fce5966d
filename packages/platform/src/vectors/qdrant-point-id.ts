import { createHash } from "node:crypto";

/**
 * The point id of an item: a UUID of version 8 (RFC 9562) made of the first bits of the SHA-256 of the item's own id,
 * which may be any text, while Qdrant takes UUIDs and whole numbers only.
 */
export function qdrantPointId(id: string): string {
  const bytes = createHash("sha256").update(id).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
