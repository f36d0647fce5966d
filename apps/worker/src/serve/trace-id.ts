import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** The trace id of a W3C `traceparent` header, else a new one: 32 hex digits. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  if (typeof traceparent === "string") {
    const match = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent);
    if (match !== null && match[1] !== "0".repeat(32)) return match[1]!;
  }
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.toString("hex", used - 16, used);
}
