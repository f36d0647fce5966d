import { createHmac } from "node:crypto";

/** Tokens of a workspace: HMAC-SHA256 under a secret of this installation, so that equal values are seen as equal and no more. */
export function tokeniser(secret: string, workspaceId: string): (value: string) => string {
  return (value) =>
    `tok_${createHmac("sha256", secret).update(workspaceId).update("\0").update(value).digest("base64url").slice(0, 20)}`;
}

/** A value and the tokens by which the decision log may name it: of the text, and of the field's JSON. */
export function formsOf(value: string, tokenise: (value: string) => string): readonly string[] {
  return [value, tokenise(value), tokenise(JSON.stringify(value))];
}
