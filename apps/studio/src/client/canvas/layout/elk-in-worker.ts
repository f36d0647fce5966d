import elkApi, { type ElkNode } from "elkjs/lib/elk-api.js";
import elkWorker from "elkjs/lib/elk-worker.min.js?url";

/** Lays a graph out by ELK in a worker of its own, so that the page stays at work; rejects when that cannot be loaded. */
export async function elkLayout(graph: ElkNode): Promise<ElkNode> {
  const worker = new Worker(elkWorker);
  const failed = new Promise<never>((_resolve, reject) => {
    worker.addEventListener("error", () => reject(new Error("The layout could not be loaded.")));
  });
  try {
    // The package is CommonJS: its class is its own default.
    const elk = new elkApi.default({ workerFactory: () => worker });
    return await Promise.race([elk.layout(graph), failed]);
  } finally {
    worker.terminate();
  }
}
