import type { Caller } from "../access/caller.ts";
import { nobody } from "../access/person.ts";
import { aboutPipeline } from "./about-pipeline.ts";
import type { DraftsPorts } from "./drafts-ports.ts";
import type { AboutPipeline, DraftNews } from "./drafts-shapes.ts";

/** Every edit after a revision, those that exist first, then as they come, and what changes about the pipeline. */
export async function* draftChanges(
  ports: Pick<DraftsPorts, "records" | "people" | "watchDraft">,
  caller: Caller,
  pipelineId: string,
  sinceRevision: number,
  signal: AbortSignal,
  knows?: Pick<AboutPipeline, "name" | "slug">,
): AsyncIterable<DraftNews> {
  let about = await aboutPipeline(ports, caller, pipelineId);
  let reported = knows ?? about;
  let wake: () => void = () => undefined;
  // Whatever changed before the watch began is read once it has.
  let woken = true;
  const stop = ports.watchDraft(pipelineId, () => {
    woken = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    let revision = sinceRevision;
    while (!signal.aborted) {
      const mayDiffer = woken;
      woken = false;
      if (mayDiffer) {
        const now = await aboutPipeline(ports, caller, pipelineId);
        const isNews =
          now.name !== reported.name || now.slug !== reported.slug || now.live?.versionId !== about.live?.versionId;
        about = now;
        reported = now;
        if (isNews) yield { about };
      }
      const rows = await ports.records.editsSince(caller.workspaceId, pipelineId, revision);
      const people = await ports.people([...new Set(rows.flatMap((row) => row.author ?? []))]);
      for (const row of rows) {
        revision = row.revision;
        yield {
          revision,
          editId: row.editId,
          edit: row.edit,
          author: people.get(row.author ?? "") ?? nobody,
          at: row.at.toISOString(),
        };
      }
      if (woken || signal.aborted || rows.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (woken || signal.aborted) resolve();
      });
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}
