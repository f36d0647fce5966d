import { Button, Modal, Radio, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { queryClient, trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./experiments.module.css";

type Place = "endpoint" | "front-end";

/** Begins a draft: on the live version of a pipeline, or for what the shop's front end assigns; what differs in its arms is said on the next page. */
export function NewExperimentDialog({ onClose }: { readonly onClose: () => void }) {
  const [place, setPlace] = useState<Place>("endpoint");
  return (
    <Modal opened onClose={onClose} title="New experiment">
      <div className={style.form}>
        <Radio.Group
          label="Where does it run?"
          value={place}
          onChange={(value) => setPlace(value as Place)}
          className={style.places}
        >
          <Radio
            value="endpoint"
            label="In a pipeline of Aisle"
            description="Shoppers get different answers of an endpoint: another weight, another node, another ranking."
          />
          <Radio
            value="front-end"
            label="In the shop’s front end"
            description="Your pages show something different, such as a button or free shipping. GrowthBook’s SDK assigns visitors, and the result is read here."
          />
        </Radio.Group>
        {place === "endpoint" ? <InPipeline onClose={onClose} /> : <InFrontEnd onClose={onClose} />}
      </div>
    </Modal>
  );
}

/** Opens the plan of what was begun. */
function useOpenPlan(): (begun: { readonly id: string }) => void {
  const [, navigate] = useLocation();
  return ({ id }) => {
    void queryClient.invalidateQueries(trpc.experiments.list.pathFilter());
    navigate(`/experiments/${id}`);
  };
}

function InPipeline({ onClose }: { readonly onClose: () => void }) {
  const endpoints = useQuery(trpc.endpoints.list.queryOptions(undefined, { staleTime: 30_000 }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const only = endpoints.data?.length === 1 ? endpoints.data[0]!.pipelineId : null;
  const pipelineId = chosen ?? only;
  const begin = useMutation({ ...trpc.experiments.begin.mutationOptions(), onSuccess: useOpenPlan() });
  const nothingLive = endpoints.data?.length === 0;
  return (
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
  );
}

const keyForm = /^[a-z0-9][a-z0-9-]{0,59}$/;

function InFrontEnd({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const begin = useMutation({ ...trpc.experiments.beginExternal.mutationOptions(), onSuccess: useOpenPlan() });
  const isKey = key === "" || keyForm.test(key);
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isKey) begin.mutate({ name: name.trim(), ...(key === "" ? {} : { key }) });
      }}
    >
      <TextInput
        label="Name"
        placeholder="Green button on the product page"
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Key of the feature"
        description="What your pages ask the SDK for; it stays as it is. Made of the name where you leave it empty."
        placeholder="green-button"
        maxLength={60}
        value={key}
        error={isKey ? undefined : "Small letters, digits and hyphens, beginning with no hyphen."}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      {begin.isError && <ErrorNote error={begin.error} />}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button onClick={onClose}>Close</Button>
        <Button type="submit" variant="filled" loading={begin.isPending} disabled={name.trim() === "" || !isKey}>
          Plan it
        </Button>
      </div>
    </form>
  );
}
