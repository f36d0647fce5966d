import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { EmptyState } from "../ui/empty-state.tsx";

/** No endpoints: the way to the first one, from where the shop stands. */
export function NothingLive() {
  const mayPublish = useMay("publish");
  const mayEdit = useMay("edit");
  const [, navigate] = useLocation();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions());
  const ready = pipelines.data?.filter(({ problemCount }) => problemCount === 0).slice(0, 3) ?? [];
  if (ready.length === 0) {
    return (
      <EmptyState
        title="Nothing is live yet"
        actions={
          mayEdit && (
            <Button variant="filled" onClick={() => navigate("/")}>
              Choose a template
            </Button>
          )
        }
      >
        A published pipeline answers here, under an address of its own.{" "}
        {mayEdit ? "Begin with one that is drawn already." : "Someone who may edit and publish begins one."}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing is live yet"
      actions={ready.map(({ id, name }) => (
        <Button key={id} onClick={() => navigate(`/pipelines/${id}`)}>
          Open {name}
        </Button>
      ))}
    >
      A published pipeline answers here, under an address of its own. These are ready: open one, look at what it answers
      {mayPublish ? ", and press Publish" : ""}.
    </EmptyState>
  );
}
