import type { ApiKeys } from "@aisle/contracts/api-key";
import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { FollowUps } from "@aisle/contracts/follow-up";
import type { PeopleNames } from "../access/person.ts";
import type { TracePorts } from "./read-trace.ts";

export interface DecisionsPorts extends TracePorts {
  readonly decisions: DecisionReads;
  readonly followUps: FollowUps;
  readonly keys: Pick<ApiKeys, "nameOf">;
  readonly people: PeopleNames;
}
