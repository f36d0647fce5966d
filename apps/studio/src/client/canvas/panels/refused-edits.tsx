import type { Edit } from "@aisle/runtime/graph/edit";
import { Button, CopyButton, Popover } from "@mantine/core";
import { useState } from "react";
import { Chip } from "../../ui/chip.tsx";
import { type CanvasModel, nodeTitle } from "../session/canvas-model.ts";
import { describeEdit } from "../session/describe-edit.ts";
import type { RefusedEdit } from "../session/pending-edit.ts";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./refused-edits.module.css";

/** Edits that no longer fitted, set aside: what each was, why, a copy of all, and letting them go. */
export function RefusedEdits({ edits }: { readonly edits: readonly RefusedEdit[] }) {
  const model = useCanvas();
  const [opened, setOpened] = useState(false);
  const title = edits.length === 1 ? "1 edit no longer fitted" : `${edits.length} edits no longer fitted`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus width={360}>
      <Popover.Target>
        <button type="button" className={style.chip} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          <Chip tone="bad" tall>
            {title}
          </Chip>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <ul className={style.list}>
          {edits.map((one) => (
            <li key={one.editId}>
              {describeRefused(model, one.edit)}
              <p className="muted small">Not done: {one.reason}.</p>
            </li>
          ))}
        </ul>
        <div className="row" style={{ gap: 8 }}>
          <CopyButton value={JSON.stringify(edits, null, 2)}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy as JSON"}</Button>}
          </CopyButton>
          <Button
            variant="subtle"
            onClick={() => {
              setOpened(false);
              model.session.dismissRefused();
            }}
          >
            Let them go
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function describeRefused(model: CanvasModel, edit: Edit): string {
  const { graph } = model.session.get();
  const description = describeEdit(edit, graph, graph, model.manifests);
  if (description !== undefined) return description;
  return "node" in edit && typeof edit.node === "string" ? `A change of ${nodeTitle(model, edit.node)}.` : "A change.";
}
