import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconGitCompare } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { describeError } from "../../api/describe-error.ts";
import { client } from "../../api/trpc.ts";
import { counted } from "../../ui/format.ts";
import { armEdits } from "./arm-edits.ts";

const maxEdits = 500;

/** Makes what differs in the pipeline's draft the edits of an arm: an arm is drawn like everything else, on the canvas. */
export function TakeDraft({
  pipelineId,
  versionId,
  armName,
  onTake,
}: {
  readonly pipelineId: string;
  readonly versionId: string;
  readonly armName: string;
  readonly onTake: (edits: readonly Edit[]) => void;
}) {
  const take = useMutation({
    mutationFn: async () => {
      const { before, after } = await client.pipelines.compare.query({ pipelineId, before: versionId, after: "draft" });
      return armEdits(before?.graph as Graph, after.graph as Graph);
    },
    onSuccess: (edits) => {
      const message =
        edits.length === 0
          ? "The draft answers as this version does. Change it on the canvas first, then take the changes."
          : edits.length > maxEdits
            ? `The draft differs by ${counted(edits.length, "change")}; an arm holds ${maxEdits}. Publish it as a version and choose that.`
            : `${counted(edits.length, "change")} of the draft taken into ${armName}. The draft itself stays as it is.`;
      notifications.show({ message, autoClose: 8_000 });
      if (edits.length > 0 && edits.length <= maxEdits) onTake(edits);
    },
    onError: (error) => notifications.show({ message: describeError(error).message, autoClose: 8_000 }),
  });
  return (
    <Button
      size="xs"
      leftSection={<IconGitCompare size={14} stroke={1.5} />}
      aria-label={`Take the draft's changes into ${armName}`}
      loading={take.isPending}
      onClick={() => take.mutate()}
    >
      Take the draft's changes
    </Button>
  );
}
