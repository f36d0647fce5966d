import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type GraphPin, splitPort } from "@aisle/runtime/graph/graph";
import { describeError } from "../../api/describe-error.ts";
import { client } from "../../api/trpc.ts";
import type { CanvasModel } from "./canvas-model.ts";

/** Pins what stood on an output in the newest run; gives the reason when it cannot. */
export async function pinPort(model: CanvasModel, port: string): Promise<string | undefined> {
  const { view, pipelineId } = model;
  const run = view.get().runs.find((one) => one.previews[port] !== undefined);
  if (run === undefined) return "Run the pipeline first: what comes out here can then be pinned.";
  try {
    const { value, revision } = await client.runData.sample.query({ pipelineId, runId: run.runId, port });
    const pin = { port, value, at: new Date().toISOString(), revision } as GraphPin;
    const reason = change(model, { do: "put-pin", pin });
    // The newest run gave this very value: what it showed is as true as before.
    if (reason === undefined && run === view.get().runs[0]) retainFresh(model, { do: "put-pin", pin });
    return reason;
  } catch (error) {
    const { message, help } = describeError(error);
    return help === undefined || help === null ? message : `${message} ${help}`;
  }
}

/** Takes a pin off; gives the reason when it cannot. */
export function unpinPort(model: CanvasModel, port: string): string | undefined {
  return change(model, { do: "remove-pin", port });
}

/** Pins a value that was written by hand. */
export function pinByHand(model: CanvasModel, port: string, value: GraphPin["value"]): string | undefined {
  return change(model, { do: "put-pin", pin: { port, value, at: new Date().toISOString() } });
}

/** The output of a node that a key pins: the pinned one, else the first that is wired and gave something, else the first. */
export function mainPort(model: CanvasModel, node: string): string | undefined {
  const { graph } = model.session.get();
  const type = graph.nodes.find((candidate) => candidate.id === node)?.type ?? "";
  const ports = Object.keys(model.manifests.get(type)?.outputs ?? {}).map((port) => `${node}.${port}`);
  const shown = model.view.get().runs[0]?.previews ?? {};
  const pinned = graph.pins?.find((pin) => splitPort(pin.port).node === node)?.port;
  return (
    pinned ??
    ports.find((ref) => shown[ref] !== undefined && graph.edges.some((edge) => edge.from === ref)) ??
    ports.find((ref) => shown[ref] !== undefined) ??
    ports[0]
  );
}

/** Pins a node's main output, or takes its pin off; gives what there is to say. */
export async function togglePin(model: CanvasModel, node: string): Promise<string | undefined> {
  const port = mainPort(model, node);
  if (port === undefined) return "This node gives nothing that could be pinned.";
  const isPinned = model.session.get().graph.pins?.some((pin) => pin.port === port) ?? false;
  return isPinned ? unpinPort(model, port) : pinPort(model, port);
}

function change(model: CanvasModel, edit: Edit): string | undefined {
  const result = model.change(edit);
  return result.ok ? undefined : `Not pinned: ${result.reason}.`;
}

function retainFresh({ view }: CanvasModel, edit: Edit): void {
  const { ranGraph } = view.get();
  const result = ranGraph === undefined ? undefined : applyEdit(ranGraph, edit);
  if (result?.ok === true) view.set({ ranGraph: result.graph });
}
