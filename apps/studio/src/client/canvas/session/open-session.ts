import type { Graph } from "@aisle/runtime/graph/graph";
import { TRPCClientError } from "@trpc/client";
import type { AboutPipeline, Draft } from "../../api/outputs.ts";
import { resubscribe } from "../../api/resubscribe.ts";
import { client, noticeSignedOut } from "../../api/trpc.ts";
import { createDraftSession, type DraftSession } from "./draft-session.ts";
import { localEditMemory } from "./edit-memory.ts";
import { newId } from "./graph-edits.ts";
import { type LeftSession, resumedDraft } from "./left-session.ts";
import type { OrderedEdit } from "./pending-edit.ts";

/** A request that the server understood and refused fails again when repeated; one that never arrived may not. */
function isLasting(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status = (error.data as { httpStatus?: number } | null | undefined)?.httpStatus;
  return status !== undefined && status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;
}

/**
 * Opens the editing session of a draft against the server, and its stream of everyone's edits; `onAbout` is called when the
 * pipeline's name, address or live version changed elsewhere.
 */
export function openSession(
  draft: Draft,
  onGap: () => void,
  onAbout: (about: AboutPipeline) => void = () => undefined,
  /** Where this person's last visit ended. */
  earlier?: LeftSession,
): { readonly session: DraftSession; readonly close: () => void } {
  const { pipelineId } = draft;
  const resumed = resumedDraft({ ...draft, graph: draft.graph as Graph }, earlier);
  const session = createDraftSession({
    draft: resumed.draft,
    left: resumed.left,
    send: (baseRevision, edits) =>
      client.drafts.edit
        .mutate({ pipelineId, baseRevision, edits: edits.map((one) => ({ ...one })) })
        .catch((error: unknown) => {
          noticeSignedOut(error);
          throw error;
        }),
    isLasting,
    memory: localEditMemory(pipelineId, newId("tab"), () => localStorage),
    // randomUUID is missing where a browser takes the address for insecure, such as plain HTTP in an office network.
    newId: () => newId("edit"),
    onGap,
  });
  let knows: Pick<AboutPipeline, "name" | "slug"> = { name: draft.name, slug: draft.slug };
  const leave = resubscribe((handlers) =>
    client.drafts.changes.subscribe(
      { pipelineId, sinceRevision: session.get().revision, knows },
      {
        onData: (news) => {
          if (!("about" in news)) return session.receive(news as OrderedEdit);
          knows = { name: news.about.name, slug: news.about.slug };
          onAbout(news.about);
        },
        ...handlers,
      },
    ),
  );
  return {
    session,
    close() {
      leave();
      session.close();
    },
  };
}
