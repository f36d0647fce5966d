import { createHmac } from "node:crypto";
import type { Tokenise } from "@aisle/app/serving/personal-data";

/** Tokens of a workspace: HMAC-SHA256 under a secret of this installation, so that equal values are seen as equal and no more. */
export function tokeniser(secret: string, workspaceId: string): Tokenise {
  return (value) =>
    `tok_${createHmac("sha256", secret).update(workspaceId).update("\0").update(value).digest("base64url").slice(0, 20)}`;
}
