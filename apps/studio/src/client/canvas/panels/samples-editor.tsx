import { requestRoles } from "@aisle/runtime/graph/request-roles";
import type { JsonObject } from "@aisle/runtime/json";
import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { RequestForm } from "../../request/request-form.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { JsonInput } from "../form/json-input.tsx";
import { newId } from "../session/graph-edits.ts";
import { useCanvas, useGraph, useView } from "../session/use-canvas.ts";

/** The stored requests of a pipeline: previews show one of them, publishing runs them all. */
export function SamplesEditor({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const model = useCanvas();
  const samples = useGraph((graph) => graph.samples);
  const chosen = useView((view) => view.sampleId);
  const sample = samples.find((candidate) => candidate.id === chosen) ?? samples[0];
  const [view, setView] = useState("Form");
  const node = useGraph((graph) => graph.nodes.find(({ type }) => model.manifests.get(type)?.role === "trigger"));
  const trigger = { ...model.manifests.get(node?.type ?? "")?.defaults, ...node?.config } as JsonObject;
  const put = (request: JsonObject) => {
    if (sample !== undefined) model.change({ do: "put-sample", sample: { ...sample, request } });
  };
  const add = () => {
    const id = newId("sample");
    const request = (sample?.request ?? {}) as JsonObject;
    model.change({ do: "put-sample", sample: { id, title: `Sample ${samples.length + 1}`, request } });
    model.view.set({ sampleId: id });
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Sample requests" size={720}>
      <p className="muted small" style={{ marginBottom: 12 }}>
        Previews show what becomes of one of these on every node. Publishing runs them all before anything goes live.
      </p>
      {sample === undefined ? (
        <EmptyState
          title="No sample request yet"
          actions={
            <Button variant="filled" onClick={add}>
              Write one
            </Button>
          }
        >
          A sample is a request as your shop would send it, for example {`{"shopperId": "s_1", "limit": 12}`}.
        </EmptyState>
      ) : (
        <div style={{ display: "grid", gridTemplateColumns: "180px minmax(0, 1fr)", gap: 16 }}>
          <div>
            {samples.map((one) => (
              <Button
                key={one.id}
                fullWidth
                justify="flex-start"
                variant={one.id === sample.id ? "light" : "subtle"}
                onClick={() => model.view.set({ sampleId: one.id })}
              >
                {one.title}
              </Button>
            ))}
            <Button fullWidth mt={8} leftSection={<IconPlus size={14} />} onClick={add}>
              New
            </Button>
          </div>
          <div key={sample.id} style={{ display: "flex", flexDirection: "column", gap: 12 }}>
            <TextInput
              label="Title"
              value={sample.title}
              maxLength={120}
              onChange={(event) =>
                model.change({ do: "put-sample", sample: { ...sample, title: event.currentTarget.value } })
              }
            />
            <SegmentedControl
              aria-label="Write the request as"
              value={view}
              onChange={setView}
              data={["Form", "JSON"]}
            />
            {view === "Form" ? (
              <RequestForm
                schema={(trigger.requestSchema ?? { type: "object" }) as JsonObject}
                roles={requestRoles(trigger)}
                request={sample.request as JsonObject}
                onChange={put}
              />
            ) : (
              <JsonInput
                shared={{ label: "Request", error: undefined }}
                value={sample.request}
                minRows={8}
                set={(request) => {
                  if (typeof request === "object" && request !== null && !Array.isArray(request))
                    put(request as JsonObject);
                }}
              />
            )}
            <div>
              <Button
                size="xs"
                variant="subtle"
                leftSection={<IconTrash size={14} />}
                onClick={() => model.change({ do: "remove-sample", id: sample.id })}
              >
                Delete this sample
              </Button>
            </div>
          </div>
        </div>
      )}
    </Modal>
  );
}
