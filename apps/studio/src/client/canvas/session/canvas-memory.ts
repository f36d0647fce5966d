import type { Graph } from "@aisle/runtime/graph/graph";
import type { Preview, RunReport } from "../../api/outputs.ts";
import type { CanvasView } from "./canvas-view.ts";
import type { LeftSession } from "./left-session.ts";
import type { Store } from "./store.ts";

/** What a canvas shows and can take back, from one visit of this tab to the next. Plain data. */
export interface RememberedCanvas {
  /** Absent when the draft had to be opened afresh. */
  readonly session?: LeftSession | undefined;
  readonly run?: RunReport | undefined;
  readonly ranGraph?: Graph | undefined;
  readonly lastGood: readonly (readonly [string, { readonly preview: Preview; readonly revision: number }])[];
  readonly sampleId?: string | undefined;
}

const prefix = "aisle-canvas:1:";
const maxCanvases = 8;
/** A browser gives a tab about 5 million characters for everything. */
const maxStoredLength = 1_500_000;

/** Of canvases that were open in this page; read when they are opened again, since the last edits may still arrive. */
const visited = new Map<string, () => RememberedCanvas>();

/** The memory of one person's canvas of one pipeline; a reload of the tab keeps it too, where it is not too large. */
export function canvasMemory(person: string, pipelineId: string) {
  const key = `${prefix}${person}:${pipelineId}`;
  return {
    recall: (): RememberedCanvas | undefined => visited.get(key)?.() ?? stored(key),
    remember(read: () => RememberedCanvas): void {
      visited.delete(key);
      visited.set(key, read);
      for (const oldest of visited.keys()) {
        if (visited.size <= maxCanvases) break;
        visited.delete(oldest);
      }
      store(key, read());
    },
  };
}

/** The part of a canvas's view that the next visit shows again. */
export function rememberedView({ runs, ranGraph, lastGood, sampleId }: CanvasView): Omit<RememberedCanvas, "session"> {
  return { run: runs[0], ranGraph, lastGood: [...lastGood], sampleId };
}

/** Shows the last run of an earlier visit, marked as such. */
export function showEarlier(view: Store<CanvasView>, { run, ranGraph, lastGood, sampleId }: RememberedCanvas): void {
  view.set({ sampleId, lastGood: new Map(lastGood) });
  if (run === undefined || ranGraph === undefined) return;
  view.set({ runs: [run], ranGraph, ranGraphs: new Map([[run.runId, ranGraph]]), earlierRun: run.runId });
}

/** Forgets every canvas, when the person leaves. */
export function forgetCanvases(): void {
  visited.clear();
  for (const key of storedKeys()) sessionStorage.removeItem(key);
}

const storedKeys = () => {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
};

function stored(key: string): RememberedCanvas | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? "null") as RememberedCanvas | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(key: string, canvas: RememberedCanvas): void {
  const whole = JSON.stringify(canvas);
  const text = whole.length <= maxStoredLength ? whole : JSON.stringify({ session: canvas.session, lastGood: [] });
  try {
    sessionStorage.removeItem(key);
    if (text.length <= maxStoredLength) sessionStorage.setItem(key, text);
  } catch {
    // No room: the other canvases give way, and without storage a reload begins again.
    for (const other of storedKeys()) if (other !== key) sessionStorage.removeItem(other);
  }
}
