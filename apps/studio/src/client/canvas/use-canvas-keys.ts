import type { Edit } from "@aisle/runtime/graph/edit";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { useEffect } from "react";
import { focusInspector, focusNode } from "./focus-node.ts";
import type { CanvasModel } from "./session/canvas-model.ts";
import { copyPart, pasteEdit } from "./session/graph-clipboard.ts";
import { removeEdit } from "./session/graph-edits.ts";
import { nextNode } from "./session/next-node.ts";

/** What can be done on the open canvas, by button, key or command. */
export interface CanvasActions {
  readonly tell: (reason: string | undefined) => void;
  readonly addNode: (manifest: NodeManifest, position: { x: number; y: number }, from?: string) => void;
  readonly addByType: (type: string) => void;
  readonly run: () => void;
  readonly publish: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly full: () => void;
  readonly tidy: () => void;
  readonly addAtCentre: () => void;
  readonly connect: (from: string, to: string) => void;
  /** Opens the list of ports that the selected node's outputs fit. */
  readonly startWire: () => void;
  readonly toggleRuns: () => void;
  readonly focusSearch: () => void;
  readonly goTo: (id: string) => void;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A field or an open dialog takes copy and paste for itself. */
const isElsewhere = (target: EventTarget | null) =>
  isTyping(target) || document.querySelector("[aria-modal=true]") !== null;

function moveBy(model: CanvasModel, dx: number, dy: number): void {
  const { selected } = model.view.get();
  const edits: Edit[] = model.session
    .get()
    .graph.nodes.filter((node) => selected.has(node.id))
    .map((node) => ({ do: "move-node", id: node.id, position: { x: node.position.x + dx, y: node.position.y + dy } }));
  if (edits.length > 0) model.change(edits.length === 1 ? edits[0]! : { do: "batch", title: "Move", edits });
}

function paste(model: CanvasModel, text: string, actions: CanvasActions): void {
  const pasted = pasteEdit(text, model.session.get().graph);
  if (!pasted.ok) {
    actions.tell(pasted.reason);
    return;
  }
  const result = model.change(pasted.edit);
  if (result.ok) model.select(pasted.ids);
  else actions.tell(result.reason);
}

/** Esc in a panel goes back to the node it belongs to; a list that is open in a field closes first. */
function leaveField(model: CanvasModel, event: KeyboardEvent): boolean {
  if (event.defaultPrevented || !(event.target instanceof HTMLElement)) return false;
  if (event.target.closest("#inspector") === null) return false;
  if (event.target.getAttribute("aria-expanded") === "true") return true;
  event.target.blur();
  const [chosen] = model.view.get().selected;
  if (chosen !== undefined) focusNode(chosen);
  event.preventDefault();
  return true;
}

/** The keyboard of the canvas. Keys without ⌘ are left alone while someone types or a dialog is open. */
export function useCanvasKeys(model: CanvasModel, actions: CanvasActions): void {
  useEffect(() => {
    const withCommand = (event: KeyboardEvent): boolean => {
      const key = event.key.toLowerCase();
      if (key === "enter") actions.run();
      else if (key === "p" && event.shiftKey) actions.publish();
      else if (isTyping(event.target)) return false;
      else if (key === "z") event.shiftKey ? actions.redo() : actions.undo();
      else if (key === "y") actions.redo();
      else if (key === "a") model.select(model.session.get().graph.nodes.map((node) => node.id));
      else if (key === "d") {
        const part = copyPart(model.session.get().graph, model.view.get().selected);
        if (part.nodes.length > 0) paste(model, JSON.stringify(part), actions);
      } else return false;
      return true;
    };
    const plain = (event: KeyboardEvent): boolean => {
      const step = event.shiftKey ? 4 : 16;
      const onCanvas = model.view.get().selected.size > 0;
      switch (event.key) {
        case "/":
          actions.focusSearch();
          return true;
        case "a":
          actions.addAtCentre();
          return true;
        case "Backspace":
        case "Delete": {
          const { selected, selectedWire } = model.view.get();
          const edit = removeEdit([...selected], selectedWire);
          if (edit === undefined) return false;
          model.change(edit);
          model.select([]);
          return true;
        }
        case "ArrowLeft":
        case "ArrowRight":
        case "ArrowUp":
        case "ArrowDown": {
          if (!onCanvas) return false;
          const dx = event.key === "ArrowLeft" ? -step : event.key === "ArrowRight" ? step : 0;
          const dy = event.key === "ArrowUp" ? -step : event.key === "ArrowDown" ? step : 0;
          moveBy(model, dx, dy);
          return true;
        }
        case "Tab": {
          // At the end of the graph Tab goes on to the rest of the page: it must always lead out.
          const node = event.target instanceof Element ? event.target.closest<HTMLElement>(".react-flow__node") : null;
          const chosen = node?.dataset.id;
          if (chosen === undefined) return false;
          const next = nextNode(model.session.get().graph, chosen, event.shiftKey ? -1 : 1);
          if (next === undefined) return false;
          actions.goTo(next);
          focusNode(next);
          return true;
        }
        case "Enter": {
          if (!(event.target instanceof Element) || event.target.closest(".react-flow") === null) return false;
          // On a product or a button of the card Enter presses that.
          if (event.target.closest("button, a") !== null) return false;
          const wire = event.target.closest<HTMLElement>(".react-flow__edge")?.dataset.id;
          if (wire !== undefined) {
            model.select([]);
            model.view.set({ selectedWire: wire });
            return true;
          }
          const focused = event.target.closest<HTMLElement>(".react-flow__node")?.dataset.id;
          if (focused !== undefined && !model.view.get().selected.has(focused)) model.select([focused]);
          if (model.view.get().selected.size === 0) return false;
          model.view.set({ inspectorOpen: true });
          focusInspector();
          return true;
        }
        case "Escape":
          model.view.set({ refusal: undefined, why: undefined });
          model.select([]);
          return true;
        case ".": {
          const problem = model.problems().filter((one) => one.severity === "error" && one.node !== undefined);
          const [chosen] = model.view.get().selected;
          const at = problem.findIndex((one) => one.node === chosen);
          const next = problem[(at + 1) % Math.max(1, problem.length)];
          if (next?.node !== undefined) actions.goTo(next.node);
          return true;
        }
        case "m": {
          const [chosen] = model.view.get().selected;
          const mend = model
            .problems()
            .filter((one) => one.node === chosen)
            .flatMap((one) => one.mends ?? [])[0];
          if (mend !== undefined) model.change({ do: "batch", title: mend.title, edits: mend.edits });
          return true;
        }
        case "w":
          if (!onCanvas) return false;
          actions.startWire();
          return true;
        case "j":
          actions.toggleRuns();
          return true;
        case "l":
          actions.tidy();
          return true;
        case "1":
          actions.full();
          return true;
        case "0":
          actions.fit();
          return true;
        case "+":
        case "=":
          actions.zoom(1.2);
          return true;
        case "-":
          actions.zoom(1 / 1.2);
          return true;
        default:
          return false;
      }
    };
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector("[aria-modal=true]") !== null) return;
      const command = event.metaKey || event.ctrlKey;
      if (event.key === "Escape" && leaveField(model, event)) return;
      if (!command && (event.altKey || isTyping(event.target))) return;
      if (command ? withCommand(event) : plain(event)) event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent) => {
      const { selected } = model.view.get();
      if (isElsewhere(event.target) || selected.size === 0 || String(document.getSelection()) !== "") return;
      event.clipboardData?.setData(
        "text/plain",
        JSON.stringify(copyPart(model.session.get().graph, selected), null, 2),
      );
      event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isElsewhere(event.target)) return;
      paste(model, event.clipboardData?.getData("text/plain") ?? "", actions);
    };
    window.addEventListener("keydown", onKey);
    document.addEventListener("copy", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("keydown", onKey);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [model, actions]);
}
