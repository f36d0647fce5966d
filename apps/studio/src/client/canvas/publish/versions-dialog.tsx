import { Modal, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/trpc.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./publish.module.css";
import { VersionDetails } from "./version-details.tsx";
import { VersionList } from "./version-list.tsx";

/** The versions of the open pipeline: what each was and who made it, compared, restored, made live again. */
export function VersionsDialog({
  name,
  opened,
  onClose,
}: {
  readonly name: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Versions of ${name}`} size={1320} yOffset="4dvh">
      {opened && <History name={name} onClose={onClose} />}
    </Modal>
  );
}

function History({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { pipelineId } = useCanvas();
  const versions = useQuery(trpc.pipelines.versions.queryOptions({ pipelineId }, { refetchOnMount: "always" }));
  const [picked, setPicked] = useState<string>();
  if (versions.isError) return <ErrorNote error={versions.error} onRetry={() => void versions.refetch()} />;
  if (versions.data === undefined) return <Skeleton height={320} radius={10} />;
  const chosen = versions.data.find((version) => version.id === picked) ?? versions.data[0];
  if (chosen === undefined) {
    return (
      <EmptyState title="No version yet">
        Each publish freezes the draft as a version. Versions stay here: to compare, to bring back, to make live again.
      </EmptyState>
    );
  }
  return (
    <div className={style.versions}>
      <VersionList versions={versions.data} chosen={chosen.id} onChoose={setPicked} />
      <VersionDetails key={chosen.id} name={name} row={chosen} versions={versions.data} onClose={onClose} />
    </div>
  );
}
