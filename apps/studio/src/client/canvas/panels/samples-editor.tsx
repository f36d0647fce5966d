import type { JsonObject } from "@aisle/runtime/json";
import { Button, Modal, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { RequestProductsFields } from "../../products/request-products-fields.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { JsonInput } from "../form/json-input.tsx";
import { newId } from "../session/graph-edits.ts";
import { useCanvas, useGraph, useView } from "../session/use-canvas.ts";

const noSchema: JsonObject = {};

/** The stored requests of a pipeline: previews show one of them, publishing runs them all. */
export function SamplesEditor({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const model = useCanvas();
  const samples = useGraph((graph) => graph.samples);
  const schema = useGraph((graph) => {
    const trigger = graph.nodes.find((node) => model.manifests.get(node.type)?.role === "trigger");
    const { defaults } = model.manifests.get(trigger?.type ?? "") ?? {};
    return (trigger?.config.requestSchema ?? defaults?.requestSchema ?? noSchema) as JsonObject;
  });
  const chosen = useView((view) => view.sampleId);
  const sample = samples.find((candidate) => candidate.id === chosen) ?? samples[0];
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
            <RequestProductsFields
              schema={schema}
              request={sample.request as JsonObject}
              onChange={(request) => model.change({ do: "put-sample", sample: { ...sample, request } })}
            />
            <JsonInput
              shared={{ label: "Request", error: undefined }}
              value={sample.request}
              minRows={8}
              set={(request) => {
                if (typeof request === "object" && request !== null && !Array.isArray(request)) {
                  model.change({ do: "put-sample", sample: { ...sample, request: request as JsonObject } });
                }
              }}
            />
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
