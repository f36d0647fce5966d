import type { Graph } from "@aisle/runtime/graph/graph";

/** A ready pipeline, and whether this shop has what it needs. */
export interface Template {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly kind: "recommend" | "search" | "talk" | "plan";
  readonly graph: Graph;
  readonly needs: readonly { readonly title: string; readonly met: boolean; readonly words: string }[];
  /** p99 of its endpoints here in the last day, `null` until one has answered. */
  readonly p99Ms: number | null;
}
