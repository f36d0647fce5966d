import { Button, FileButton, Modal, TextInput } from "@mantine/core";
import { IconPlus, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { Allowed } from "../access/allowed.tsx";
import type { PipelineRow } from "../api/outputs.ts";
import { client, trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { downloadGraph } from "./download-graph.ts";
import { PipelineTable } from "./pipeline-table.tsx";
import { useCreatePipeline } from "./use-create-pipeline.ts";

/** All pipelines, with rename, duplicate, export, import and delete. */
export function PipelinesPage() {
  const queries = useQueryClient();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions());
  const { create, creating, error } = useCreatePipeline();
  const [fileError, setFileError] = useState<unknown>();
  const [renaming, setRenaming] = useState<PipelineRow>();
  const [deleting, setDeleting] = useState<PipelineRow>();
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.pipelines.pathFilter()) };
  const duplicate = useMutation({ ...trpc.pipelines.duplicate.mutationOptions(), ...refresh });
  const remove = useMutation({ ...trpc.pipelines.delete.mutationOptions(), ...refresh });

  const importFile = async (file: File | null) => {
    if (file === null) return;
    setFileError(undefined);
    try {
      const { readGraphText } = await import("./read-graph-text.ts");
      const graph = readGraphText(file.name, await file.text());
      create({ name: file.name.replace(/(\.aisle)?\.json$/, "").slice(0, 120), graph: graph as never });
    } catch (wrong) {
      setFileError(wrong);
    }
  };

  return (
    <Page title="Pipelines">
      <TopBar crumbs={[{ title: "Pipelines" }]}>
        <Allowed to="edit">
          <FileButton accept="application/json,.json" onChange={(file) => void importFile(file)}>
            {(props) => (
              <Button {...props} leftSection={<IconUpload size={16} stroke={1.5} />}>
                Import
              </Button>
            )}
          </FileButton>
          <Button
            variant="filled"
            leftSection={<IconPlus size={16} stroke={1.75} />}
            loading={creating}
            onClick={() => create({ name: "New pipeline" })}
          >
            New pipeline
          </Button>
        </Allowed>
      </TopBar>
      {[error, fileError, duplicate.error, remove.error, pipelines.error]
        .filter((one) => one !== null && one !== undefined)
        .map((one) => (
          <ErrorNote key={String(one)} error={one} />
        ))}
      <Card flush>
        {pipelines.data?.length === 0 ? (
          <EmptyState title="No pipelines yet" actions={<Link href="/">See the templates</Link>}>
            A pipeline turns a shopper's request into an answer. Start from a template, or with an empty canvas.
          </EmptyState>
        ) : (
          <div style={{ padding: 8 }}>
            <PipelineTable
              pipelines={pipelines.data}
              actions={{
                rename: setRenaming,
                duplicate: (pipeline) => duplicate.mutate({ pipelineId: pipeline.id }),
                save: (pipeline) =>
                  void client.pipelines.export
                    .query({ pipelineId: pipeline.id })
                    .then(({ name, graph }) => downloadGraph(name, graph)),
                remove: setDeleting,
              }}
            />
          </div>
        )}
      </Card>
      <Modal opened={renaming !== undefined} onClose={() => setRenaming(undefined)} title="Rename the pipeline">
        {renaming !== undefined && <RenameForm pipeline={renaming} onDone={() => setRenaming(undefined)} />}
      </Modal>
      <Modal
        opened={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting?.name ?? ""}?`}
      >
        <p>
          {deleting?.live == null
            ? "Its draft and versions go with it."
            : `It is live at /v1/${deleting.slug}. The endpoint stops answering, and its versions go with it.`}
        </p>
        <div className="row" style={{ justifyContent: "flex-end", marginTop: 16 }}>
          <Button onClick={() => setDeleting(undefined)}>Keep it</Button>
          <Button
            variant="filled"
            color="red"
            onClick={() => {
              if (deleting !== undefined) remove.mutate({ pipelineId: deleting.id });
              setDeleting(undefined);
            }}
          >
            Delete
          </Button>
        </div>
      </Modal>
    </Page>
  );
}

function RenameForm({ pipeline, onDone }: { readonly pipeline: PipelineRow; readonly onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(pipeline.name);
  const rename = useMutation({
    ...trpc.pipelines.rename.mutationOptions(),
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.pipelines.pathFilter());
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate({ pipelineId: pipeline.id, name });
      }}
    >
      <TextInput
        data-autofocus
        label="Name"
        value={name}
        maxLength={120}
        required
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {rename.isError && <ErrorNote error={rename.error} />}
      <div className="row" style={{ justifyContent: "flex-end", marginTop: 16 }}>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="filled" loading={rename.isPending}>
          Rename
        </Button>
      </div>
    </form>
  );
}
