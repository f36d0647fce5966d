import { DraftSummaries } from "../drafts/draft-summaries.ts";
import { makeServices, type PortsOf, type ServicesOf } from "./make-services.ts";
import { serviceTable } from "./service-table.ts";

/** Every use case that the studio needs, by area. Failures are thrown as `AisleError`. */
export type StudioServices = ServicesOf<typeof serviceTable>;

/** Everything that the studio's use cases stand on; the process's `main` puts it together. */
export type StudioPorts = Omit<PortsOf<typeof serviceTable>, "summaries">;

/** Every use case of the studio, over what the process gives. */
export function makeStudioServices(ports: StudioPorts): StudioServices {
  // What several areas read and one changes is one object.
  return makeServices(serviceTable, { ...ports, summaries: new DraftSummaries(ports) });
}
