import type { AlertRecords } from "@aisle/contracts/alert";
import type { PeopleNames } from "../access/person.ts";

export interface AlertsPorts {
  readonly alerts: Omit<AlertRecords, "apply">;
  readonly people: PeopleNames;
  readonly newId: (prefix: string) => string;
}
