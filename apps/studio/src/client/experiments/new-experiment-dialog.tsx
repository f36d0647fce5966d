import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { queryClient, trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./experiments.module.css";

/** Begins a draft on the live version of a pipeline; what differs in its arms is said on the next page. */
export function NewExperimentDialog({ onClose }: { readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const endpoints = useQuery(trpc.endpoints.list.queryOptions(undefined, { staleTime: 30_000 }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const only = endpoints.data?.length === 1 ? endpoints.data[0]!.pipelineId : null;
  const pipelineId = chosen ?? only;
  const begin = useMutation({
    ...trpc.experiments.begin.mutationOptions(),
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries(trpc.experiments.list.pathFilter());
      navigate(`/experiments/${id}`);
    },
  });
  const nothingLive = endpoints.data?.length === 0;
  return (
    <Modal opened onClose={onClose} title="New experiment">
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (pipelineId === null) return;
          begin.mutate({ pipelineId, edits: [], ...(name.trim() === "" ? {} : { name: name.trim() }) });
        }}
      >
        {endpoints.isError && <ErrorNote error={endpoints.error} onRetry={() => void endpoints.refetch()} />}
        {nothingLive ? (
          <p>
            Nothing is live yet, and an experiment needs traffic.{" "}
            <Link className={style.inText!} href="/pipelines">
              Publish a pipeline
            </Link>{" "}
            first.
          </p>
        ) : (
          <>
            <Select
              data-autofocus
              label="Pipeline"
              description="The control is its live version."
              placeholder="Choose one that is live"
              searchable
              data={(endpoints.data ?? []).map((one) => ({
                value: one.pipelineId,
                label: `${one.pipelineName}, /v1/${one.slug}`,
              }))}
              value={pipelineId}
              onChange={setChosen}
            />
            <TextInput
              label="Name"
              placeholder="Margin weight on the home shelf"
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </>
        )}
        {begin.isError && <ErrorNote error={begin.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Close</Button>
          {!nothingLive && (
            <Button type="submit" variant="filled" loading={begin.isPending} disabled={pipelineId === null}>
              Plan it
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
