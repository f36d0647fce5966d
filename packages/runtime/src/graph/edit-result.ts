import type { Edit } from "./edit.ts";
import type { Graph } from "./graph.ts";

export type EditResult =
  | { readonly ok: true; readonly graph: Graph; readonly inverse: Edit }
  | { readonly ok: false; readonly reason: string };
