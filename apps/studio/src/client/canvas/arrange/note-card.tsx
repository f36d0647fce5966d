import { useLayoutEffect, useRef } from "react";
import { ResizeCorner } from "../flow/flow-parts.tsx";
import { focusNode } from "../focus-node.ts";
import { itemOf } from "../session/canvas-item.ts";
import { useCanvas, useGraph, useView } from "../session/use-canvas.ts";
import style from "./arrange.module.css";

const least = { width: 96, height: 48 };

/** A note on the canvas: plain text with line breaks, written in place; every letter is stored as it is typed. */
export function NoteCard({ id: key, selected }: { readonly id: string; readonly selected: boolean }) {
  const model = useCanvas();
  const { id } = itemOf(key);
  const note = useGraph((graph) => graph.notes.find((candidate) => candidate.id === id));
  const editing = useView((view) => view.editingNote === id);
  const field = useRef<HTMLTextAreaElement>(null);
  // At once, before the next key is pressed: it may be the first letter.
  useLayoutEffect(() => {
    if (!editing || field.current === null) return;
    field.current.focus({ preventScroll: true });
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [editing]);
  if (note === undefined) return null;
  const done = () => {
    model.view.set({ editingNote: undefined });
    if (
      model.session
        .get()
        .graph.notes.find((one) => one.id === id)
        ?.text.trim() === ""
    ) {
      model.change({ do: "remove-note", id });
    }
  };
  return (
    <div className={`${style.note} ${selected ? style.chosen : ""}`}>
      {editing ? (
        <textarea
          ref={field}
          className={`${style.text} nodrag nowheel nopan`}
          aria-label="Text of the note"
          maxLength={4000}
          value={note.text}
          placeholder="Write a note"
          onChange={(event) => model.change({ do: "change-note", id, set: { text: event.currentTarget.value } })}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            focusNode(key);
          }}
        />
      ) : (
        <p className={`${style.text} nowheel`}>{note.text}</p>
      )}
      <span id={`says-${key}`} className="unseen">
        {note.text}. Enter writes it, Alt and arrows resize it.
      </span>
      {selected && <ResizeCorner least={least} onDone={(size) => model.change({ do: "change-note", id, set: size })} />}
    </div>
  );
}
