import { Button, Modal } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import style from "../experiments.module.css";

/** Deletes a draft, after asking. */
export function RemoveDraft({ detail }: { readonly detail: ExperimentDetail }) {
  const [asking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const remove = useMutation({
    ...trpc.experiments.remove.mutationOptions(),
    onSuccess: () => {
      void queryClient.invalidateQueries(trpc.experiments.list.pathFilter());
      navigate("/experiments");
    },
  });
  if (detail.state !== "draft") return null;
  return (
    <>
      <Button
        aria-label="Delete the draft"
        leftSection={<IconTrash size={16} stroke={1.5} />}
        onClick={() => setAsking(true)}
      >
        <span className={style.wideOnly}>Delete</span>
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Delete “${detail.name}”?`}>
        <div className={style.form}>
          <p>The draft and its arms are gone. The pipeline and its versions stay as they are.</p>
          {remove.isError && <ErrorNote error={remove.error} />}
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button data-autofocus onClick={() => setAsking(false)}>
              Leave it
            </Button>
            <Button
              variant="filled"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate({ id: detail.id })}
            >
              Delete the draft
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
