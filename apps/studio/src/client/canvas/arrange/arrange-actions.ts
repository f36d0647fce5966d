import type { Edit } from "@aisle/runtime/graph/edit";
import type { GraphGroup } from "@aisle/runtime/graph/graph";
import type { RefObject } from "react";
import type { FlowHandle } from "../flow/flow-types.ts";
import { focusInspector, focusNode } from "../focus-node.ts";
import { freeSpot } from "../layout/free-spot.ts";
import { itemKey, itemOf } from "../session/canvas-item.ts";
import type { CanvasModel } from "../session/canvas-model.ts";
import { newId, snap } from "../session/graph-edits.ts";
import { cardKeyOf } from "../session/shown-graph.ts";
import { tabOrder } from "../session/tab-order.ts";
import { type Axis, alignItems, type Side, spreadItems } from "./align-items.ts";
import { collapseGroup, expandGroup, groupNodes, ungroup } from "./group-nodes.ts";
import { boxesOfItems, nodesOfKeys } from "./item-box.ts";
import { moveItems, oneEdit } from "./move-items.ts";

/** What can be done with what is selected: moving, aligning, grouping, notes. */
export interface ArrangeActions {
  readonly moveSelection: (dx: number, dy: number) => boolean;
  readonly deleteSelection: () => boolean;
  readonly selectAll: () => void;
  readonly align: (side: Side) => void;
  readonly spread: (axis: Axis) => void;
  readonly group: () => void;
  readonly ungroup: () => void;
  /** Collapses or expands the selected groups, or those that the selected nodes are in. */
  readonly toggleCollapsed: () => void;
  readonly addNote: () => void;
  readonly editNote: (id: string) => boolean;
  readonly resizeNote: (dx: number, dy: number) => boolean;
}

const leastNote = { width: 96, height: 48 };

export function arrangeActions(model: CanvasModel, flow: RefObject<FlowHandle | null>): ArrangeActions {
  const graph = () => model.session.get().graph;
  const keys = () => new Set([...model.view.get().selected, ...model.view.get().selectedItems]);
  const change = (edit: Edit | undefined) => edit !== undefined && model.change(edit).ok;
  const sizeOf = (key: string) => flow.current?.sizeOf(key) ?? { width: 188, height: 136 };
  const selectedGroups = (): readonly GraphGroup[] => {
    const chosen = keys();
    const direct = graph().groups.filter(({ id }) => chosen.has(itemKey("group", id)));
    if (direct.length > 0) return direct;
    return graph().groups.filter((group) => group.nodes.some((id) => chosen.has(id)));
  };
  const notesSelected = () => graph().notes.filter(({ id }) => keys().has(itemKey("note", id)));
  const editNote = (id: string) => {
    if (!model.canEdit) return false;
    model.view.set({ editingNote: id });
    return true;
  };
  return {
    moveSelection(dx, dy) {
      const moves = [...keys()].map((key) => ({ key, dx, dy }));
      return change(moveItems(graph(), moves));
    },
    deleteSelection() {
      const { selectedWire } = model.view.get();
      const edits: Edit[] = [];
      const collapsed = selectedGroups().filter(
        (group) => group.collapsed === true && keys().has(itemKey("group", group.id)),
      );
      const nodes = new Set([...model.view.get().selected, ...collapsed.flatMap((group) => group.nodes)]);
      for (const id of nodes) edits.push({ do: "remove-node", id });
      for (const { id } of graph().groups) if (keys().has(itemKey("group", id))) edits.push({ do: "remove-group", id });
      for (const { id } of notesSelected()) edits.push({ do: "remove-note", id });
      if (selectedWire !== undefined) edits.push({ do: "remove-edge", id: selectedWire });
      const edit = oneEdit(edits, "Delete");
      if (edit === undefined) return false;
      const order = tabOrder(graph());
      const at = order.findIndex((key) => keys().has(key));
      const wire = graph().edges.find(({ id }) => id === selectedWire);
      const done = change(edit);
      model.selectKeys([]);
      // The keyboard stays at the place: on what came before, or on the node that the wire came from.
      const stay = wire === undefined ? order[Math.max(0, at - 1)] : cardKeyOf(graph(), wire.from.split(".")[0]!);
      if (stay !== undefined && tabOrder(graph()).includes(stay)) focusNode(stay);
      else document.getElementById("canvas")?.focus();
      return done;
    },
    selectAll: () =>
      model.selectKeys(
        tabOrder(graph()).filter((key) => {
          const { kind, id } = itemOf(key);
          return kind !== "group" || graph().groups.some((group) => group.id === id && group.collapsed === true);
        }),
      ),
    align(side) {
      change(moveItems(graph(), alignItems(boxesOfItems(graph(), keys(), sizeOf), side), "Align"));
    },
    spread(axis) {
      change(moveItems(graph(), spreadItems(boxesOfItems(graph(), keys(), sizeOf), axis), "Spread evenly"));
    },
    group() {
      const made = groupNodes(graph(), nodesOfKeys(graph(), keys()));
      if (made === undefined || !change(made.edit)) return;
      model.selectKeys([itemKey("group", made.id)]);
      model.view.set({ inspectorOpen: true });
      focusInspector();
    },
    ungroup() {
      const groups = selectedGroups();
      const members = groups.flatMap((group) => group.nodes);
      if (!change(ungroup(graph(), groups))) return;
      model.select(members);
      if (members[0] !== undefined) focusNode(members[0]);
    },
    toggleCollapsed() {
      const groups = selectedGroups();
      const edits = groups
        .map((group) => (group.collapsed === true ? expandGroup(graph(), group) : collapseGroup(graph(), group)))
        .filter((edit) => edit !== undefined);
      const flat = edits.flatMap((edit) => (edit.do === "batch" ? edit.edits : [edit]));
      if (!change(oneEdit(flat, groups[0]?.collapsed === true ? "Expand a group" : "Collapse a group"))) return;
      const shown = groups.map(({ id }) => itemKey("group", id));
      model.selectKeys(shown);
      if (shown[0] !== undefined) focusNode(shown[0]);
    },
    addNote() {
      const size = flow.current?.viewSize() ?? { width: 904, height: 600 };
      const stage = document.getElementById("canvas")?.getBoundingClientRect();
      const middle = { x: (stage?.left ?? 0) + size.width / 2 - 96, y: (stage?.top ?? 0) + size.height / 2 - 40 };
      const id = newId("note");
      const target = snap(flow.current?.toGraph(middle) ?? middle);
      const foot = flow.current?.toGraph({ x: middle.x, y: middle.y + size.height / 2 - 120 }).y ?? target.y;
      const free = snap(freeSpot(graph(), target, (key) => sizeOf(key).height));
      // Rather over a card than out of sight.
      const position = free.y > foot ? target : free;
      if (!change({ do: "put-note", note: { id, position, text: "", width: 192, height: 80 } })) return;
      model.selectKeys([itemKey("note", id)]);
      editNote(id);
    },
    editNote,
    resizeNote(dx, dy) {
      const edits = notesSelected().map(
        ({ id, width, height }): Edit => ({
          do: "change-note",
          id,
          set: { width: Math.max(leastNote.width, width + dx), height: Math.max(leastNote.height, height + dy) },
        }),
      );
      return change(oneEdit(edits, "Resize notes"));
    },
  };
}
