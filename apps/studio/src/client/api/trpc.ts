import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../../server/router.ts";

/** Questions whose input may be longer than an address: plans and definitions of metrics. They are asked by POST. */
const longQuestions: ReadonlySet<string> = new Set(["experiments.plan", "experiments.previewMetric"]);

/** The plain client, for what is not a query of a screen: edits and their stream. */
export const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === "subscription",
      true: httpSubscriptionLink({ url: "/trpc" }),
      false: splitLink({
        condition: ({ path }) => longQuestions.has(path),
        true: httpLink({ url: "/trpc", methodOverride: "POST" }),
        false: httpBatchLink({ url: "/trpc", maxURLLength: 4000 }),
      }),
    }),
  ],
});

function statusOf(error: unknown): number | undefined {
  return error instanceof TRPCClientError ? (error.data as { httpStatus?: number } | null)?.httpStatus : undefined;
}

/** A session that has ended is found out by the next call, whichever that is: the sign-in page takes over. */
export function noticeSignedOut(error: unknown): void {
  if (statusOf(error) === 401) void queryClient.invalidateQueries(trpc.session.pathFilter());
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A wrong request stays wrong; a server that is away may come back.
      retry: (count, error) => {
        const status = statusOf(error);
        return count < 3 && (status === undefined || status === 503 || status === 504);
      },
    },
  },
});

/** Query and mutation options of every procedure. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
