import type { Edit } from "@aisle/runtime/graph/edit";

/** An edit on its way to the server, or stored until the server can be reached. */
export interface PendingEdit {
  readonly editId: string;
  readonly edit: Edit;
}

/** An edit that no longer fitted, with the reason. */
export interface RefusedEdit extends PendingEdit {
  readonly reason: string;
}

/** An edit that the server put in order. */
export interface OrderedEdit extends PendingEdit {
  readonly revision: number;
}
