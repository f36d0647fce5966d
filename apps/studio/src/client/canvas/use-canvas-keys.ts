import { useEffect } from "react";
import { announce } from "../frame/announcer.tsx";
import { letterKeys } from "../frame/letter-keys.ts";
import { type CanvasShortcutId, isSingleCharacter, pressedShortcut, shortcutOf } from "../frame/shortcuts.ts";
import type { CanvasActions } from "./canvas-actions.ts";
import { canvasKeyHandlers, leaveField } from "./canvas-key-handlers.ts";
import type { CanvasModel } from "./session/canvas-model.ts";
import { copyPart } from "./session/graph-clipboard.ts";
import { pasteText, selectedPart } from "./session/paste-text.ts";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A field or an open dialog takes copy and paste for itself. */
const isElsewhere = (target: EventTarget | null) =>
  isTyping(target) || document.querySelector("[aria-modal=true]") !== null;

/** What works even while someone types in a field. */
const whileTyping: readonly CanvasShortcutId[] = ["run", "publish", "find", "assistant"];

/** What is done to the selection; with none, the card under the keyboard is meant. */
const ofSelection: readonly CanvasShortcutId[] = [
  "delete",
  "duplicate",
  "wire",
  "nextWire",
  "quickFix",
  "move",
  "fineMove",
  "resize",
  "group",
  "ungroup",
  "collapse",
];

function selectFocused(model: CanvasModel, event: KeyboardEvent): void {
  const { selected, selectedItems, selectedWire } = model.view.get();
  if (selected.size + selectedItems.size > 0 || selectedWire !== undefined || !(event.target instanceof Element))
    return;
  const key = event.target.closest<HTMLElement>(".react-flow__node")?.dataset.id;
  if (key !== undefined) model.selectKeys([key]);
}

/** What is typed before a new note's field is there belongs into it, not to the shortcuts. */
function writesNote(model: CanvasModel, event: KeyboardEvent): boolean {
  const id = model.view.get().editingNote;
  const note = model.session.get().graph.notes.find((one) => one.id === id);
  if (note === undefined || isTyping(event.target) || !isSingleCharacter(event)) return false;
  model.change({ do: "change-note", id: note.id, set: { text: note.text + event.key } });
  return true;
}

/** The keyboard of the canvas. Other keys are left alone while someone types or a dialog is open. */
export function useCanvasKeys(model: CanvasModel, actions: CanvasActions): void {
  useEffect(() => {
    const handlers = canvasKeyHandlers(model, actions);
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector("[aria-modal=true]") !== null) return;
      if (event.key === "Escape" && leaveField(model, event)) return;
      if (writesNote(model, event)) {
        event.preventDefault();
        return;
      }
      if (isSingleCharacter(event) && !letterKeys.on()) return;
      const id = pressedShortcut(event);
      if (id === undefined || (isTyping(event.target) && !whileTyping.includes(id))) return;
      if (!model.canEdit && shortcutOf(id).needs === "edit") {
        announce("Your role lets you look and run, not change.");
        event.preventDefault();
        return;
      }
      if (ofSelection.includes(id)) selectFocused(model, event);
      if (handlers[id](event)) event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent) => {
      const selected = selectedPart(model);
      if (isElsewhere(event.target) || selected.size === 0 || String(document.getSelection()) !== "") return;
      event.clipboardData?.setData(
        "text/plain",
        JSON.stringify(copyPart(model.session.get().graph, selected), null, 2),
      );
      event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!isElsewhere(event.target))
        actions.notify(pasteText(model, event.clipboardData?.getData("text/plain") ?? ""));
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
