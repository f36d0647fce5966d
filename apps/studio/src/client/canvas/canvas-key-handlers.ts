import { splitPort } from "@aisle/runtime/graph/graph";
import type { CanvasShortcutId } from "../frame/shortcuts.ts";
import type { CanvasActions } from "./canvas-actions.ts";
import { focusInspector, focusNode } from "./focus-node.ts";
import { leaveCanvas } from "./leave-canvas.ts";
import { applyQuickFix } from "./quick-fix/apply-quick-fix.ts";
import { itemOf } from "./session/canvas-item.ts";
import type { CanvasModel } from "./session/canvas-model.ts";
import { copyPart } from "./session/graph-clipboard.ts";
import { pasteText, selectedPart } from "./session/paste-text.ts";
import { cardKeyOf } from "./session/shown-graph.ts";
import { nextInTabOrder } from "./session/tab-order.ts";

/** Does a shortcut; false when it means nothing here and the browser may have the key. */
export type KeyHandler = (event: KeyboardEvent) => boolean;

const cardUnder = (event: Event) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(".react-flow__node")?.dataset.id : undefined;
const wireUnder = (event: Event) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(".react-flow__edge")?.dataset.id : undefined;

const arrows: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What each shortcut does on the canvas; the table of shortcuts says which keys they are. */
export function canvasKeyHandlers(model: CanvasModel, actions: CanvasActions): Record<CanvasShortcutId, KeyHandler> {
  const always = (act: () => void) => () => {
    act();
    return true;
  };
  const anySelected = () => model.view.get().selected.size + model.view.get().selectedItems.size > 0;
  const move = (step: number) => (event: KeyboardEvent) => {
    const [dx, dy] = arrows[event.key] ?? [0, 0];
    return actions.moveSelection(dx * step, dy * step);
  };
  const tab = (step: 1 | -1) => (event: KeyboardEvent) => {
    const { graph } = model.session.get();
    const wire = graph.edges.find(({ id }) => id === wireUnder(event));
    if (wire !== undefined) {
      actions.goTo(cardKeyOf(graph, splitPort(step === 1 ? wire.to : wire.from).node));
      return true;
    }
    const key = cardUnder(event);
    if (key === undefined) return event.target instanceof Element && event.target.id === "canvas" && leaveCanvas(step);
    if (event.target instanceof HTMLTextAreaElement) return false;
    const next = nextInTabOrder(graph, key, step);
    if (next === undefined) return leaveCanvas(step);
    actions.goTo(next);
    return true;
  };
  return {
    add() {
      const { selectedWire } = model.view.get();
      if (selectedWire === undefined) actions.addAtCentre();
      else actions.addOnWire(selectedWire);
      return true;
    },
    search: always(actions.focusSearch),
    assistant: always(() => actions.ask()),
    settings(event) {
      if (!(event.target instanceof Element) || event.target.closest(".react-flow") === null) return false;
      // On a product or a button of the card Enter presses that.
      if (event.target.closest("button, a") !== null) return false;
      const wire = wireUnder(event);
      if (wire !== undefined) {
        model.selectWire(wire);
        return true;
      }
      const key = cardUnder(event);
      if (key === undefined) return false;
      if (itemOf(key).kind === "note") return actions.editNote(itemOf(key).id);
      if (!model.isSelected(key)) model.selectKeys([key]);
      model.view.set({ inspectorOpen: true });
      focusInspector();
      return true;
    },
    back(event) {
      const canvas = document.getElementById("canvas");
      // The second Esc leaves the nodes: from the canvas itself, Tab goes on to the rest of the page.
      if (!anySelected() && event.target instanceof Element && canvas?.contains(event.target)) canvas.focus();
      model.view.set({ why: undefined });
      model.dismissRefusals();
      model.selectKeys([]);
      return true;
    },
    delete: () => actions.deleteSelection(),
    duplicate() {
      const part = copyPart(model.session.get().graph, selectedPart(model));
      if (part.nodes.length + part.notes.length > 0) actions.notify(pasteText(model, JSON.stringify(part)));
      return true;
    },
    selectAll: always(actions.selectAll),
    undo: always(actions.undo),
    redo: always(actions.redo),
    wire() {
      if (model.view.get().selected.size === 0) return false;
      actions.startWire();
      return true;
    },
    nextWire: always(actions.nextWire),
    nextProblem() {
      const problems = model.problems().filter((one) => one.severity === "error" && one.node !== undefined);
      const [chosen] = model.view.get().selected;
      const at = problems.findIndex((one) => one.node === chosen);
      const next = problems[(at + 1) % Math.max(1, problems.length)];
      if (next?.node !== undefined) actions.goTo(next.node);
      return true;
    },
    quickFix() {
      const [chosen] = model.view.get().selected;
      const quickFix = model
        .problems()
        .filter((one) => one.node === chosen)
        .flatMap((one) => one.quickFixes ?? [])[0];
      if (quickFix !== undefined) applyQuickFix(model, quickFix);
      return true;
    },
    move: move(16),
    fineMove: move(4),
    resize(event) {
      const [dx, dy] = arrows[event.key] ?? [0, 0];
      return actions.resizeNote(dx * 16, dy * 16);
    },
    group: always(actions.group),
    ungroup: always(actions.ungroup),
    collapse: always(actions.toggleCollapsed),
    note: always(actions.addNote),
    autoLayout: always(actions.layOut),
    run: always(actions.run),
    runUpTo: always(actions.data.runUpTo),
    runFrom: always(actions.data.runFrom),
    pin: always(actions.data.togglePin),
    why(event) {
      // On a product the key asks about that one.
      const product = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-why]") : null;
      if (product === null) actions.data.askWhy();
      else product.click();
      return true;
    },
    publish: always(actions.publish),
    runs: always(actions.toggleRuns),
    find: always(actions.find),
    nextNode: tab(1),
    previousNode: tab(-1),
    full: always(actions.full),
    fit: always(actions.fit),
    larger: always(() => actions.zoom(1.2)),
    smaller: always(() => actions.zoom(1 / 1.2)),
  };
}

/** Esc in a panel goes back to the node or group it belongs to; a list that is open in a field closes first. */
export function leaveField(model: CanvasModel, event: KeyboardEvent): boolean {
  if (event.defaultPrevented || !(event.target instanceof HTMLElement)) return false;
  if (event.target.closest("#inspector") === null) return false;
  if (event.target.getAttribute("aria-expanded") === "true") return true;
  event.target.blur();
  const [chosen] = model.view.get().selected;
  const [item] = model.view.get().selectedItems;
  const key = chosen === undefined ? item : cardKeyOf(model.session.get().graph, chosen);
  if (key !== undefined) focusNode(key);
  event.preventDefault();
  return true;
}
