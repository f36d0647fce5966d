import type { SecretRecords } from "@aisle/contracts/secret";

export interface SecretsPorts {
  readonly secrets: SecretRecords;
}
