import type { ApiKeys } from "@aisle/contracts/api-key";

export interface KeysPorts {
  readonly keys: ApiKeys;
}
