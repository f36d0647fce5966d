import { isPublishable } from "@aisle/runtime/compile/problem";
import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Draft } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { ProblemItems } from "../panels/problem-list.tsx";
import { useCanvas, useProblems } from "../session/canvas-model.ts";
import { checkOnServer } from "../session/run-in-place.ts";
import { PublishProgress } from "./publish-progress.tsx";

/** `Home recommendations` → `home-recommendations`. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}

/** Publishing: first the problems that block it, then name and address, then the job's progress. */
export function PublishDialog({
  draft,
  opened,
  onClose,
  onGo,
}: {
  readonly draft: Draft;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onGo: (node: string) => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Publish ${draft.name}`} size={520}>
      {opened && <PublishForm draft={draft} onClose={onClose} onGo={onGo} />}
    </Modal>
  );
}

function PublishForm({
  draft,
  onClose,
  onGo,
}: {
  readonly draft: Draft;
  readonly onClose: () => void;
  readonly onGo: (node: string) => void;
}) {
  const model = useCanvas();
  const queries = useQueryClient();
  const problems = useProblems();
  const [slug, setSlug] = useState(draft.slug ?? slugOf(draft.name));
  const [name, setName] = useState("");
  const [notes, setNotes] = useState("");
  const publish = useMutation({
    ...trpc.pipelines.publish.mutationOptions(),
    onSuccess: () => queries.invalidateQueries(trpc.pipelines.pathFilter()),
  });
  const start = async () => {
    await model.session.settled();
    await checkOnServer(model);
    if (!isPublishable(model.problems())) return;
    const { revision } = model.session.get();
    publish.mutate({ pipelineId: draft.pipelineId, slug, name, notes, revision });
  };

  if (publish.data !== undefined) {
    return <PublishProgress jobId={publish.data.jobId} slug={slug} onClose={onClose} onAgain={publish.reset} />;
  }
  if (!isPublishable(problems)) {
    return (
      <>
        <p style={{ marginBottom: 8 }}>
          These stand in the way.{draft.live === null ? "" : " The live version stays as it is meanwhile."}
        </p>
        <ProblemItems
          blocking
          onGo={(node) => {
            onGo(node);
            onClose();
          }}
        />
      </>
    );
  }
  const slugIsGood = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug);
  return (
    <form
      style={{ display: "flex", flexDirection: "column", gap: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (slugIsGood) void start().catch(() => undefined);
      }}
    >
      <TextInput
        label="Address"
        description={`Shops call POST /v1/${slug || "…"}`}
        leftSection={<span className="small muted">/v1/</span>}
        leftSectionWidth={36}
        required
        value={slug}
        error={slug === "" || slugIsGood ? undefined : "Small letters, digits and single hyphens."}
        onChange={(event) => setSlug(event.currentTarget.value)}
      />
      <TextInput
        data-autofocus
        label="Name of this version"
        placeholder="for example: less of what is sold out"
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Notes"
        autosize
        minRows={2}
        value={notes}
        maxLength={4000}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      {publish.isError && <ErrorNote error={publish.error} />}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button onClick={onClose}>Not yet</Button>
        <Button type="submit" variant="filled" loading={publish.isPending}>
          Publish
        </Button>
      </div>
    </form>
  );
}
