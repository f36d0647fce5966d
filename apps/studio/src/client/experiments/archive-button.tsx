import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArchive, IconArchiveOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { ExperimentDetail } from "../../server/experiment-types.ts";
import { describeError } from "../api/describe-error.ts";
import { queryClient, trpc } from "../api/trpc.ts";
import style from "./experiments.module.css";

/** Takes an ended experiment out of the list, or brings it back. */
export function ArchiveButton({ detail }: { readonly detail: ExperimentDetail }) {
  const archive = useMutation({
    ...trpc.experiments.archive.mutationOptions(),
    onSuccess: () => queryClient.invalidateQueries(trpc.experiments.pathFilter()),
    onError: (error) => notifications.show({ message: describeError(error).message, autoClose: 6_000 }),
  });
  if (!detail.can.archive) return null;
  const label = detail.archived ? "Bring back" : "Archive";
  const Icon = detail.archived ? IconArchiveOff : IconArchive;
  return (
    <Button
      className={style.iconOnPhone!}
      aria-label={label}
      leftSection={<Icon size={16} stroke={1.5} />}
      loading={archive.isPending}
      onClick={() => archive.mutate({ id: detail.id, archived: !detail.archived })}
    >
      <span className={style.wideOnly}>{label}</span>
    </Button>
  );
}
