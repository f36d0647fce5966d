import type { Json } from "../json.ts";
import type {
  GraphEdge,
  GraphGroup,
  GraphNode,
  GraphNote,
  GraphPin,
  GraphSample,
  GroupPorts,
  OnFailure,
} from "./graph.ts";

/** A node's place in a group, and the names that its ports have there; at the end by default. */
export interface GroupMembership {
  readonly id: string;
  readonly at?: number;
  readonly ports?: GroupPorts;
}

/**
 * One change to a graph: pure, invertible, and the one mechanism for autosave, undo, history, paste and editing together.
 * Edits that change a value say the whole new value; `applyEdit` gives the inverse.
 */
export type Edit =
  | { readonly do: "add-node"; readonly node: GraphNode }
  /** Its wires go with it; the inverse brings them back. */
  | { readonly do: "remove-node"; readonly id: string }
  | { readonly do: "move-node"; readonly id: string; readonly position: { readonly x: number; readonly y: number } }
  /** `path` leads into the node's config; a `value` of undefined removes the field. `version` is the node version it was made for. */
  | {
      readonly do: "set-field";
      readonly node: string;
      readonly version: number;
      readonly path: readonly (string | number)[];
      readonly value?: Json;
    }
  | { readonly do: "set-title"; readonly node: string; readonly title?: string }
  /** Without `onFailure`, failing fails the request. */
  | { readonly do: "set-if-failing"; readonly node: string; readonly onFailure?: OnFailure }
  /** Without `timeoutMs`, the node has no limit of its own. */
  | { readonly do: "set-time-limit"; readonly node: string; readonly timeoutMs?: number }
  /** Both at once: stored by an earlier Aisle and still read; nothing makes it, since it overwrites what someone else set meanwhile. */
  | {
      readonly do: "set-on-failure";
      readonly node: string;
      readonly onFailure?: OnFailure;
      readonly timeoutMs?: number;
    }
  | {
      readonly do: "upgrade-node";
      readonly node: string;
      readonly version: number;
      readonly config: { readonly [key: string]: Json };
    }
  /** `at` is the wire's place in the list, which orders the wires of an input that takes many; the end by default. */
  | { readonly do: "add-edge"; readonly edge: GraphEdge; readonly at?: number }
  | { readonly do: "remove-edge"; readonly id: string }
  | { readonly do: "put-note"; readonly note: GraphNote }
  | {
      readonly do: "change-note";
      readonly id: string;
      readonly set: Partial<Readonly<Pick<GraphNote, "position" | "text" | "width" | "height">>>;
    }
  | { readonly do: "remove-note"; readonly id: string }
  | { readonly do: "put-group"; readonly group: GraphGroup }
  /** Null takes a colour or a place away. */
  | {
      readonly do: "change-group";
      readonly id: string;
      readonly set: {
        readonly title?: string;
        readonly colour?: NonNullable<GraphGroup["colour"]> | null;
        readonly collapsed?: boolean;
        readonly position?: NonNullable<GraphGroup["position"]> | null;
      };
    }
  | {
      readonly do: "name-group-port";
      readonly group: string;
      readonly side: keyof GroupPorts;
      readonly port: string;
      readonly title?: string;
    }
  /** The groups that a node is in from now on; none takes it out of all. */
  | { readonly do: "set-membership"; readonly node: string; readonly groups: readonly GroupMembership[] }
  | { readonly do: "remove-group"; readonly id: string }
  | { readonly do: "put-sample"; readonly sample: GraphSample; readonly at?: number }
  | { readonly do: "remove-sample"; readonly id: string }
  | { readonly do: "put-pin"; readonly pin: GraphPin }
  | { readonly do: "remove-pin"; readonly port: string }
  /** Several edits as one step of undo; all of them or none. */
  | { readonly do: "batch"; readonly title: string; readonly edits: readonly Edit[] };

/** What an edit touches, as short keys: two edits with a key in common change the same thing. */
export function touchedKeys(edit: Edit): readonly string[] {
  switch (edit.do) {
    case "add-node":
      return [`node:${edit.node.id}`];
    case "remove-node":
      return [`node:${edit.id}`];
    case "move-node":
      return [`position:${edit.id}`];
    case "set-field":
      return [`field:${edit.node}:${edit.path.join(".")}`];
    case "set-title":
      return [`title:${edit.node}`];
    case "set-if-failing":
      return [`failure:${edit.node}`];
    case "set-time-limit":
      return [`limit:${edit.node}`];
    case "set-on-failure":
      return [`failure:${edit.node}`, `limit:${edit.node}`];
    case "upgrade-node":
      return [`version:${edit.node}`];
    case "add-edge":
      return [`edge:${edit.edge.id}`];
    case "remove-edge":
      return [`edge:${edit.id}`];
    case "put-note":
      return [`note:${edit.note.id}`];
    case "change-note":
      return Object.keys(edit.set).map((field) => `note:${edit.id}:${field}`);
    case "remove-note":
      return [`note:${edit.id}`];
    case "put-group":
      return [`group:${edit.group.id}`];
    case "change-group":
      return Object.keys(edit.set).map((field) => `group:${edit.id}:${field}`);
    case "name-group-port":
      return [`group:${edit.group}:${edit.side}:${edit.port}`];
    case "set-membership":
      return [`membership:${edit.node}`];
    case "remove-group":
      return [`group:${edit.id}`];
    case "put-sample":
      return [`sample:${edit.sample.id}`];
    case "remove-sample":
      return [`sample:${edit.id}`];
    case "put-pin":
      return [`pin:${edit.pin.port}`];
    case "remove-pin":
      return [`pin:${edit.port}`];
    case "batch":
      return edit.edits.flatMap(touchedKeys);
  }
}
