import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem, QuickFix } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Present, Preview, RunReport, ShelfItem } from "../../api/outputs.ts";

/** What the canvas shows beside the graph itself. */
export interface CanvasView {
  /** Ids of the selected nodes. */
  readonly selected: ReadonlySet<string>;
  /** Keys of the selected notes and groups. */
  readonly selectedItems: ReadonlySet<string>;
  /** The note whose text is being written. */
  readonly editingNote: string | undefined;
  /** The node type that is being dragged from the palette. */
  readonly draggedType: string | undefined;
  /** What is known of the world outside the graph; it changes when a collection is rebuilt. */
  readonly facts: Facts;
  /** A collection that is being rebuilt for a quick fix. */
  readonly rebuild: Rebuild | undefined;
  readonly selectedWire: string | undefined;
  readonly hoveredWire: string | undefined;
  /** While a wire is drawn: where from, and the ports that fit. */
  readonly wiring: { readonly from: string; readonly fits: ReadonlySet<string> } | undefined;
  /** Wires that were refused on release; they stay drawn, broken, until they are dismissed. */
  readonly refusals: readonly Refused[];
  /** Problems that only the server sees, of the last stored revision. */
  readonly serverProblems: readonly Problem[];
  readonly running: boolean;
  readonly runError: unknown;
  readonly runs: readonly RunReport[];
  /** The run of an earlier visit, shown until the first of this one. */
  readonly earlierRun: string | undefined;
  /** The graph that the newest run ran. */
  readonly ranGraph: Graph | undefined;
  /** The graphs that the runs ran, by run. */
  readonly ranGraphs: ReadonlyMap<string, Graph>;
  /** The last preview of each port that had one, with its revision. */
  readonly lastGood: ReadonlyMap<string, { readonly preview: Preview; readonly revision: number }>;
  readonly sampleId: string | undefined;
  readonly inspectorOpen: boolean;
  /** Who else has this pipeline open. */
  readonly others: readonly Present[];
  readonly why: { readonly node: string; readonly item: Pick<ShelfItem, "id" | "title"> } | undefined;
  /** True while someone asks why a product is there, or not. */
  readonly asking: boolean;
  /** The product that is asked about; one is to be chosen while there is none. */
  readonly askedProduct: string | undefined;
  /** The node of which an experiment is begun, and the field of its config that was pointed at. */
  readonly testing: { readonly node: string; readonly field?: string } | undefined;
  /** Whether each node says how it does in live traffic, also where nothing changed. */
  readonly health: boolean;
  /** The node whose products are shown as a wide shelf. */
  readonly shelfOf: string | undefined;
}

/** A quick fix that waits for its collection. */
export interface Rebuild {
  readonly quickFix: QuickFix;
  /** The refused wire that it is for, where it is not in the graph yet. */
  readonly refused: Refused | undefined;
  /** The settings of the nodes that the quick fix would change, as they were when it was asked for. */
  readonly configs: string;
  /** Known once the server has taken it on. */
  readonly jobId: string | undefined;
  /** Why the server did not. */
  readonly error: unknown;
}

export interface Refused {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly quickFixes: NonNullable<Problem["quickFixes"]>;
}

/** What a canvas shows when it is opened. */
export const nothingShown: Omit<CanvasView, "facts"> = {
  selected: new Set(),
  selectedItems: new Set(),
  editingNote: undefined,
  draggedType: undefined,
  rebuild: undefined,
  selectedWire: undefined,
  hoveredWire: undefined,
  wiring: undefined,
  refusals: [],
  serverProblems: [],
  running: false,
  runError: undefined,
  runs: [],
  earlierRun: undefined,
  ranGraph: undefined,
  ranGraphs: new Map(),
  lastGood: new Map(),
  sampleId: undefined,
  inspectorOpen: true,
  why: undefined,
  others: [],
  asking: false,
  askedProduct: undefined,
  health: false,
  shelfOf: undefined,
  testing: undefined,
};
