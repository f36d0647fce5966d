import { useQuery } from "@tanstack/react-query";
import type { Session } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";

/** What a role may allow. */
export type Permission = Session["permissions"][number];

/** Whether the person here may do something; the server asks again, this only keeps from offering what it would refuse. */
export function useMay(permission: Permission): boolean {
  const session = useQuery(trpc.session.queryOptions(undefined, { staleTime: 60_000 }));
  return session.data?.permissions.includes(permission) ?? false;
}

/** Id of the person here; empty while nobody is known. */
export function usePerson(): string {
  return useQuery(trpc.session.queryOptions(undefined, { staleTime: 60_000 })).data?.id ?? "";
}
