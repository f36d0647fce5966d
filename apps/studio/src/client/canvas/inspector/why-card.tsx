import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ShelfItem } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { StoryView } from "../../why/story-view.tsx";
import { useCanvas, useView } from "../session/use-canvas.ts";
import style from "./inspector.module.css";

/** Why a product stands where it stands in the newest run: in a sentence, then step by step. */
export function WhyCard({
  item,
  onGo,
}: {
  readonly item: Pick<ShelfItem, "id" | "title">;
  readonly onGo: (node: string) => void;
}) {
  const model = useCanvas();
  const runId = useView((view) => view.runs[0]?.runId);
  const why = useQuery(
    trpc.runData.why.queryOptions(
      { pipelineId: model.pipelineId, runId: runId ?? "", productId: item.id },
      { enabled: runId !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  return (
    <section className={style.why} aria-label={`Why ${item.title}`}>
      <ActionIcon
        size="xs"
        className={style.whyClose!}
        aria-label="Close"
        onClick={() => model.view.set({ why: undefined })}
      >
        <IconX size={14} stroke={1.5} />
      </ActionIcon>
      <StoryView story={why.data} error={why.error} onGo={onGo} />
    </section>
  );
}
