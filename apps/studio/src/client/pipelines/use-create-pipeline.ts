import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { trpc } from "../api/trpc.ts";
import { runWhenOpened } from "./first-run.ts";

/** Makes a pipeline, from a template or a graph file or empty, and opens it. */
export function useCreatePipeline() {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const mutation = useMutation({
    ...trpc.pipelines.create.mutationOptions(),
    onSuccess: async ({ pipelineId }, { templateId }) => {
      if (templateId !== undefined) runWhenOpened(pipelineId);
      await queries.invalidateQueries(trpc.pipelines.pathFilter());
      navigate(`/pipelines/${pipelineId}`);
    },
  });
  return { create: mutation.mutate, creating: mutation.isPending, error: mutation.error };
}
