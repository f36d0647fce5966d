import { skipToken, useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";

/** A job, read again twice a second until it has ended; idle while there is no id. */
export function useJob(jobId: string | undefined) {
  return useQuery(
    trpc.jobs.get.queryOptions(jobId === undefined ? skipToken : { jobId }, {
      refetchInterval: ({ state }) => (state.data?.state === "active" || state.data?.state === "waiting" ? 500 : false),
    }),
  );
}
