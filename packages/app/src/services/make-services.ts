import { type Permissions, permitted } from "../access/permit.ts";

/** An area of any service. What it is made of is checked where the table is: see `PortsOf`. */
export interface AnyArea {
  readonly permissions: object;
  make(ports: never): object;
}

export type AreaTable = { readonly [area: string]: AnyArea };

/** The services of a table, by area. */
export type ServicesOf<Table extends AreaTable> = { readonly [A in keyof Table]: ReturnType<Table[A]["make"]> };

/** Everything that the areas of a table stand on. */
export type PortsOf<Table extends AreaTable> = All<Parameters<Table[keyof Table]["make"]>[0]>;
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Every) => void
  ? Every
  : never;

/** Makes every service of a table; each verb asks for its permission before it does anything. */
export function makeServices<Table extends AreaTable>(table: Table, ports: PortsOf<Table>): ServicesOf<Table> {
  const services = Object.entries(table).map(([name, { permissions, make }]) => {
    const service = make(ports as never);
    return [name, permitted(service, permissions as Permissions<object>)] as const;
  });
  return Object.fromEntries(services) as ServicesOf<Table>;
}
