import type { Present } from "../../api/outputs.ts";
import { resubscribe } from "../../api/resubscribe.ts";
import { client } from "../../api/trpc.ts";
import type { CanvasView } from "../session/canvas-view.ts";
import { newId } from "../session/graph-edits.ts";
import type { Store } from "../session/store.ts";

const quietMs = 250;
const maxNodes = 50;

/** Lets the others of a pipeline see this tab and what is selected in it, and shows them here, until it is left. */
export function joinPresence(pipelineId: string, view: Store<CanvasView>): () => void {
  const tabId = newId("tab");
  let reported = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const report = () => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      const nodes = [...view.get().selected].slice(0, maxNodes);
      if (nodes.join() === reported) return;
      reported = nodes.join();
      client.presence.select.mutate({ pipelineId, tabId, nodes }).catch(() => {
        reported = "";
      });
    }, quietMs);
  };
  const leave = resubscribe((handlers) => {
    return client.presence.here.subscribe(
      { pipelineId, tabId },
      {
        onData: (everybody) =>
          view.set({ others: (JSON.parse(everybody) as readonly Present[]).filter((one) => one.tabId !== tabId) }),
        ...handlers,
        // A server that sees this tab for the first time, or again, does not know what is selected in it.
        onConnectionStateChange: ({ state }) => {
          if (state !== "pending") return;
          reported = "";
          report();
        },
        onError: (error) => {
          view.set({ others: [] });
          handlers.onError(error);
        },
      },
    );
  });
  const stop = view.subscribe(report);
  return () => {
    stop();
    clearTimeout(timer);
    leave();
  };
}
