import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/trpc.ts";
import { Chip } from "../../ui/chip.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";

/** The versions of a pipeline, newest first; a ready one can be made live again. */
export function VersionsDialog({
  pipelineId,
  opened,
  onClose,
}: {
  readonly pipelineId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const versions = useQuery(trpc.pipelines.versions.queryOptions({ pipelineId }, { enabled: opened }));
  const activate = useMutation({
    ...trpc.pipelines.activate.mutationOptions(),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Versions" size={640}>
      {versions.isError && <ErrorNote error={versions.error} onRetry={() => void versions.refetch()} />}
      {activate.isError && <ErrorNote error={activate.error} />}
      {versions.data?.length === 0 && <p className="muted">Nothing was published yet.</p>}
      {versions.data !== undefined && versions.data.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Version</th>
              <th>Name</th>
              <th>Published</th>
              <th>
                <span className="unseen">State</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.data.map((version) => (
              <tr key={version.id}>
                <td>v{version.number}</td>
                <td title={version.notes}>{version.name}</td>
                <td>
                  <RelativeTime at={version.createdAt} />
                  {version.publishedBy === null ? "" : `, ${version.publishedBy.name}`}
                </td>
                <td className="right">
                  {version.live ? (
                    <Chip tone="ok">Live</Chip>
                  ) : version.status === "ready" ? (
                    <Button
                      size="xs"
                      loading={activate.isPending && activate.variables.versionId === version.id}
                      onClick={() => activate.mutate({ versionId: version.id })}
                    >
                      Make it live
                    </Button>
                  ) : (
                    <Chip tone={version.status === "failed" ? "bad" : "plain"}>{version.status}</Chip>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}
