import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { ArrangeActions } from "./arrange/arrange-actions.ts";
import type { DataActions } from "./data-actions.ts";

/** What can be done on the open canvas, by button, key or command. */
export interface CanvasActions extends ArrangeActions {
  readonly notify: (reason: string | undefined) => void;
  readonly addNode: (manifest: NodeManifest, position: { x: number; y: number }, from?: string) => void;
  readonly addByType: (type: string) => void;
  readonly run: () => void;
  readonly data: DataActions;
  readonly publish: () => void;
  readonly undo: () => void;
  /** Takes back the last change that the assistant made, also where others followed. */
  readonly undoAssistant: () => void;
  readonly redo: () => void;
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly full: () => void;
  readonly layOut: () => void;
  readonly addAtCentre: () => void;
  readonly connect: (from: string, to: string) => void;
  /** Opens the list of ports that the selected node's outputs fit. */
  readonly startWire: () => void;
  /** Opens the list of nodes that fit between the ends of a wire. */
  readonly addOnWire: (wire: string) => void;
  /** Selects and focuses the next wire of the selected node. */
  readonly nextWire: () => void;
  readonly find: () => void;
  /** Opens the assistant; a sentence is read at once. */
  readonly ask: (sentence?: string) => void;
  readonly toggleRuns: () => void;
  readonly focusSearch: () => void;
  /** Selects a node, or what `key` stands for, and brings it into view. */
  readonly goTo: (key: string) => void;
  /** The same, with the keyboard left where it is. */
  readonly show: (key: string) => void;
  readonly focusSelected: () => void;
  readonly editSamples: () => void;
}
