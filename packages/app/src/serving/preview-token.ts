import { createHmac, timingSafeEqual } from "node:crypto";

const lifetimeMs = 24 * 3_600_000;

/** Lets whoever holds it choose the arms of one workspace's endpoints by `x-aisle-variant`, for a day; such answers are not counted. */
export function makePreviewToken(secret: string, workspaceId: string, now: number): string {
  const until = (now + lifetimeMs).toString(36);
  return `pv_${until}_${signature(secret, workspaceId, until)}`;
}

/** True for a token of the workspace that is still good. */
export function isPreviewToken(secret: string, workspaceId: string, token: string, now: number): boolean {
  const [prefix, until, signed, ...more] = token.split("_");
  if (prefix !== "pv" || until === undefined || signed === undefined || more.length > 0) return false;
  if (!/^[0-9a-z]{1,11}$/.test(until) || !(Number.parseInt(until, 36) > now)) return false;
  const [a, b] = [Buffer.from(signed), Buffer.from(signature(secret, workspaceId, until))];
  return a.length === b.length && timingSafeEqual(a, b);
}

function signature(secret: string, workspaceId: string, until: string): string {
  // Hex: the parts of a token are told apart by underscores.
  return createHmac("sha256", secret).update(`preview\0${workspaceId}\0${until}`).digest("hex").slice(0, 40);
}
