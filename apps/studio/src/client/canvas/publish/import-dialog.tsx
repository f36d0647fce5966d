import type { Graph } from "@aisle/runtime/graph/graph";
import { Button, FileButton, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import type { Comparison } from "../../api/outputs.ts";
import { readGraphText } from "../../pipelines/read-graph-text.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { ChangesView } from "./changes-view.tsx";
import style from "./publish.module.css";
import { replaceGraph } from "./replace-graph.ts";
import { useChanges } from "./use-changes.ts";

interface ChosenFile {
  readonly name: string;
  readonly graph: Graph;
}

/** Takes a graph file into the open draft: what would change is shown first, and undo takes it back. */
export function ImportDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import a file into this draft" size={1040} yOffset="4dvh">
      {opened && <ImportBody onClose={onClose} />}
    </Modal>
  );
}

function ImportBody({ onClose }: { readonly onClose: () => void }) {
  const [file, setFile] = useState<ChosenFile>();
  const [refusal, setRefusal] = useState<unknown>();
  const choose = async (chosen: File | null) => {
    if (chosen === null) return;
    setRefusal(undefined);
    setFile(undefined);
    try {
      setFile({ name: chosen.name, graph: readGraphText(chosen.name, await chosen.text()) });
    } catch (error) {
      setRefusal(error);
    }
  };
  return (
    <div className={style.import}>
      <p className="soft">
        A file that was exported from a pipeline or a version. Its ids are kept, so that what is the same stays the
        same.
      </p>
      <div>
        <FileButton accept="application/json,.json" onChange={(chosen) => void choose(chosen)}>
          {(props) => (
            <Button {...props} data-autofocus leftSection={<IconUpload size={16} stroke={1.5} />}>
              {file === undefined ? "Choose a file" : "Choose another file"}
            </Button>
          )}
        </FileButton>
      </div>
      {refusal !== undefined && (
        <>
          <ErrorNote error={refusal} />
          <p className="small muted">The draft is as it was.</p>
        </>
      )}
      {file !== undefined && <Replacement key={file.name} file={file} onClose={onClose} />}
    </div>
  );
}

function Replacement({ file, onClose }: { readonly file: ChosenFile; readonly onClose: () => void }) {
  const model = useCanvas();
  const [refusal, setRefusal] = useState<unknown>();
  const [draft] = useState(() => model.session.get());
  const [comparison] = useState(
    () =>
      ({
        before: { version: null, revision: draft.revision, graph: draft.graph },
        after: { version: null, revision: draft.revision, graph: file.graph },
        touches: [],
      }) as unknown as Comparison,
  );
  const changes = useChanges(comparison);
  const unknown = file.graph.nodes.filter((node) => !model.manifests.has(node.type)).length;
  const replace = () => {
    try {
      const changed = replaceGraph(model, file.graph, `Import ${file.name}`);
      if (changed)
        notifications.show({
          message: `${file.name} is in the draft. Undo brings back what was there.`,
          autoClose: 8000,
        });
      onClose();
    } catch (error) {
      setRefusal(error);
    }
  };
  if (changes === undefined) return null;
  return (
    <>
      <div className={style.verdict}>
        <h3>{changes.count === 0 ? "Nothing would change" : `${counted(changes.count, "change")} to the draft`}</h3>
        {unknown > 0 && (
          <p>
            {counted(unknown, "node")} of a type that is not installed here: kept with settings and wires, marked
            broken.
          </p>
        )}
      </div>
      <ChangesView changes={changes} />
      {refusal !== undefined && <ErrorNote error={refusal} />}
      <div className={style.foot}>
        <Button onClick={onClose}>Leave the draft as it is</Button>
        <Button variant="filled" onClick={replace}>
          Replace the draft
        </Button>
      </div>
    </>
  );
}
