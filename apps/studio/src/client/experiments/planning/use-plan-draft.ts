import { TRPCClientError } from "@trpc/client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { client, noticeSignedOut, queryClient, trpc } from "../../api/trpc.ts";
import { draftOf, type PlanDraft } from "./plan-draft.ts";

const settleMs = 500;
const againMs = 3_000;

/** How the draft here stands to the stored one. */
export type Storing =
  | { readonly is: "stored" | "storing" | "changed-meanwhile" }
  /** The server is away, or refuses what stands here; the former is tried again by itself. */
  | { readonly is: "failed"; readonly error: unknown; readonly refused: boolean };

/** An experiment's plan, edited here and stored by itself half a second after each change. */
export interface EditedPlan {
  readonly draft: PlanDraft;
  readonly change: (next: Partial<PlanDraft["spec"]> | ((draft: PlanDraft) => PlanDraft)) => void;
  readonly storing: Storing;
  /** Resolves when everything is stored: true, or false where it could not be. */
  readonly flush: () => Promise<boolean>;
  /** Gives up what is here for what is stored. */
  readonly takeStored: (detail: ExperimentDetail) => void;
}

/** Edits a draft. What others store meanwhile is shown at once while nothing waits here; else it is said, and nothing is overwritten. */
export function usePlanDraft(detail: ExperimentDetail): EditedPlan {
  const [draft, setDraft] = useState(() => draftOf(detail));
  const [storing, setStoring] = useState<Storing>({ is: "stored" });
  const revision = useRef(detail.revision);
  const waiting = useRef<PlanDraft>(undefined);
  const sending = useRef<Promise<boolean>>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { id } = detail;

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (sending.current !== undefined) await sending.current;
    const next = waiting.current;
    if (next === undefined) return true;
    waiting.current = undefined;
    setStoring({ is: "storing" });
    const send = async () => {
      try {
        const stored = await client.experiments.update.mutate({ id, revision: revision.current, ...next });
        revision.current = stored.revision;
        if (waiting.current === undefined) setStoring({ is: "stored" });
        return true;
      } catch (error) {
        noticeSignedOut(error);
        const data =
          error instanceof TRPCClientError ? (error.data as { aisle?: string; httpStatus?: number } | null) : null;
        const status = data?.httpStatus;
        if (waiting.current === undefined) waiting.current = next;
        if (data?.aisle === "experiment.changed-meanwhile") setStoring({ is: "changed-meanwhile" });
        else {
          const refused = status !== undefined && status >= 400 && status < 500;
          setStoring({ is: "failed", error, refused });
          if (!refused) timer.current = setTimeout(() => void flush(), againMs);
        }
        return false;
      } finally {
        sending.current = undefined;
      }
    };
    sending.current = send();
    const isStored = await sending.current;
    void queryClient.invalidateQueries(trpc.experiments.pathFilter());
    return isStored;
  }, [id]);

  const change = useCallback<EditedPlan["change"]>(
    (next) => {
      setDraft((before) => {
        const after = typeof next === "function" ? next(before) : { ...before, spec: { ...before.spec, ...next } };
        waiting.current = after;
        return after;
      });
      setStoring((now) => (now.is === "changed-meanwhile" ? now : { is: "storing" }));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), settleMs);
    },
    [flush],
  );

  const takeStored = useCallback((from: ExperimentDetail) => {
    clearTimeout(timer.current);
    waiting.current = undefined;
    revision.current = from.revision;
    setDraft(draftOf(from));
    setStoring({ is: "stored" });
  }, []);

  useEffect(() => {
    const isIdle = waiting.current === undefined && sending.current === undefined;
    if (detail.revision > revision.current && isIdle) takeStored(detail);
  }, [detail, takeStored]);

  useEffect(() => {
    const leave = () => void flush();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [flush]);

  return { draft, change, storing, flush, takeStored };
}
