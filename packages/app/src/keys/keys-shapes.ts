import type { ApiKey } from "@aisle/contracts/api-key";

/** An API key; `prefix` and `last4` are all that is shown of its text. */
export interface KeyRow extends Omit<ApiKey, "createdAt" | "lastUsedAt"> {
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}
