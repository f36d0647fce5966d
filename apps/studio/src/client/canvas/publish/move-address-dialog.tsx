import { Button, Modal, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Draft } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { isSlug } from "./slug.ts";

interface DialogProps {
  readonly draft: Draft;
  readonly onClose: () => void;
}

/** Gives a live pipeline another address; says what that does to shops that call the old one, and lists earlier addresses. */
export function MoveAddressDialog({ opened, ...props }: DialogProps & { readonly opened: boolean }) {
  return (
    <Modal opened={opened} onClose={props.onClose} title="Move address" size={520}>
      {opened && props.draft.slug !== null && <MoveForm {...props} slug={props.draft.slug} />}
    </Modal>
  );
}

function MoveForm({ draft, slug, onClose }: DialogProps & { readonly slug: string }) {
  const { pipelineId } = draft;
  const queries = useQueryClient();
  const [next, setNext] = useState(slug);
  const endpoint = useQuery(trpc.endpoints.get.queryOptions({ slug }));
  const refresh = {
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.pipelines.pathFilter());
      await queries.invalidateQueries(trpc.endpoints.pathFilter());
    },
  };
  const move = useMutation({
    ...trpc.pipelines.moveAddress.mutationOptions(),
    onSuccess: async (_answer, moved) => {
      announce(`Moved. It answers at /v1/${moved.slug}, and at /v1/${slug} as before.`);
      await refresh.onSuccess();
      onClose();
    },
  });
  const remove = useMutation({ ...trpc.pipelines.removeAlias.mutationOptions(), ...refresh });
  const [leaving, setLeaving] = useState<string>();
  const isGood = isSlug(next);
  return (
    <form
      style={{ display: "grid", gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood && next !== slug) move.mutate({ pipelineId, slug: next });
      }}
    >
      <TextInput
        data-autofocus
        label="New address"
        description={`Now: POST /v1/${slug}`}
        leftSection={<span className="small muted">/v1/</span>}
        leftSectionWidth={36}
        required
        value={next}
        maxLength={60}
        error={next === "" || isGood ? undefined : "Small letters, digits and single hyphens."}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      <p className="row" style={{ alignItems: "start" }}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden style={{ flex: "none", marginTop: 2 }} />
        <span>
          It is live. The new address answers within seconds, and /v1/{slug} goes on answering. Requests count under the
          new name from then on; charts of the old name stay under the old name.
        </span>
      </p>
      {(endpoint.data?.aliases ?? []).map((alias) => (
        <div key={alias} className="row" style={{ justifyContent: "space-between" }}>
          <span className="small">/v1/{alias} answers too</span>
          <Button
            size="compact-sm"
            color={leaving === alias ? "red" : "gray"}
            variant="subtle"
            loading={remove.isPending}
            onClick={() => (leaving === alias ? remove.mutate({ pipelineId, slug: alias }) : setLeaving(alias))}
          >
            {leaving === alias ? "Shops that call it get 404. Take it away" : "Take away"}
          </Button>
        </div>
      ))}
      {[move.error, remove.error].map((error) => error !== null && <ErrorNote key={error.message} error={error} />)}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button type="submit" variant="filled" disabled={next === slug} loading={move.isPending}>
          Move address
        </Button>
      </div>
    </form>
  );
}
