import type { Connections } from "@aisle/contracts/connection";

export interface ConnectionsPorts {
  readonly connections: Connections;
}
