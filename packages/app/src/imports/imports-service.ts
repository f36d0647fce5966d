import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import type { Area } from "../services/area.ts";
import type { ImportsPorts } from "./imports-ports.ts";
import type { FileInspection, ImportKind } from "./imports-shapes.ts";
import { inspectFile } from "./inspect-file.ts";

/** Files that fill the shop. */
export interface ImportsService {
  /** Reads the first bytes of a file (gzip included) and guesses which column is which field. */
  inspect(
    caller: Caller,
    input: { readonly kind: ImportKind; readonly fileName: string; readonly head: Uint8Array },
  ): Promise<FileInspection>;
  /** Stores the stream, queues its import, and returns once every byte is stored. `map` is field → column. */
  start(
    caller: Caller,
    input: { readonly kind: ImportKind; readonly fileName: string; readonly map: { readonly [field: string]: string } },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly jobId: string }>;
  /** Every rejected row of an import as CSV (line, reason, row); throws `job.not-found` when there is no such report. */
  rejectedRows(caller: Caller, jobId: string): Promise<AsyncIterable<Uint8Array>>;
}

export const importsArea: Area<ImportsService, ImportsPorts> = {
  permissions: { inspect: "stock", start: "stock", rejectedRows: "stock" },
  make: ({ uploads, jobs }) => ({
    inspect: (_caller, input) => inspectFile(input.kind, input.fileName, input.head),
    async start({ workspaceId, userId }, { kind, fileName, map }, bytes) {
      const uploadId = await uploads.store(bytes);
      const payload = { workspaceId, kind, uploadId, fileName, map: JSON.stringify(map), askedBy: userId };
      try {
        return { jobId: await jobs.add("import", payload) };
      } catch (error) {
        await uploads.remove(uploadId);
        throw error;
      }
    },
    async rejectedRows({ workspaceId }, jobId) {
      const job = await jobs.get(jobId);
      const uploadId = job !== undefined && job.payload.workspaceId === workspaceId ? job.payload.uploadId : undefined;
      const rows = typeof uploadId === "string" ? await uploads.rejected(uploadId) : undefined;
      if (rows === undefined) throw new AisleError("job.not-found", "There is no report of rejected rows.", { jobId });
      return rows;
    },
  }),
};
