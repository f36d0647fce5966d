import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { PersonDataPorts } from "./person-data-ports.ts";
import type { PersonCounts, PersonName } from "./person-data-shapes.ts";

/** What is stored about a person: found, handed out, deleted. */
export interface PersonDataService {
  find(caller: Caller, person: PersonName): Promise<PersonCounts>;
  export(caller: Caller, person: PersonName): Promise<{ readonly [store: string]: readonly Json[] }>;
  /** Cannot be undone; throws `person.last-owner`. */
  erase(caller: Caller, person: PersonName): Promise<PersonCounts>;
}

export const personDataArea: Area<PersonDataService, PersonDataPorts> = {
  permissions: { find: "person-data", export: "person-data", erase: "person-data" },
  make: personDataService,
};

function personDataService({ persons }: PersonDataPorts): PersonDataService {
  return {
    find: async (caller, person) => persons.find(caller.workspaceId, checked(person)),
    export: async (caller, person) => persons.export(auditActor(caller), checked(person)),
    erase: async (caller, person) => persons.erase(auditActor(caller), checked(person)),
  };
}

function checked(person: PersonName): PersonName {
  const value = person.value.trim();
  if (value === "") throw new AisleError("request.invalid", "Name a person.");
  return { ...person, value };
}
