import type { Permissions } from "../access/permit.ts";

/** A service of its own: what each of its verbs needs, and how it is made of what it stands on. */
export interface Area<Service, Ports> {
  readonly permissions: Permissions<Service>;
  readonly make: (ports: Ports) => Service;
}
