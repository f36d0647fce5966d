import type { Connections } from "@aisle/contracts/connection";
import type { ConnectionKind } from "./connection-kind.ts";
import type { ConnectionStore } from "./connection-store.ts";
import type { ConnectionUser } from "./connection-user.ts";

/** Connections as the use cases ask for them. */
export function connectionsOf(
  kinds: readonly ConnectionKind[],
  store: ConnectionStore,
  user: ConnectionUser,
): Connections {
  return {
    kinds,
    list: store.list.bind(store),
    find: store.find.bind(store),
    save: store.save.bind(store),
    remove: store.remove.bind(store),
    noteTest: store.noteTest.bind(store),
    test: user.test.bind(user),
  };
}
