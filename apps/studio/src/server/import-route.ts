import { experimentFileOptions } from "@aisle/app/experiments/experiment-file";
import { importKind } from "@aisle/app/imports/imports-shapes";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { textFault } from "@aisle/platform/http/text-fault";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { callerOf, type SignedIn } from "./access/access.ts";
import { refuseUnaskedUpload } from "./request-origin.ts";

const params = z.object({ kind: importKind });
const maxMapBytes = 16_384;
const experimentQuery = z.object({
  file: z.string().min(1).max(255),
  /** JSON of which columns are what. */
  options: z.string().max(20_000).default("{}"),
});
const query = z.object({
  file: z.string().min(1).max(255),
  /** JSON of field → column. */
  map: z.string().max(20_000).default("{}"),
});

/**
 * `POST /api/import/:kind?file=…&map={…}` streams a file of any size to its import and answers `{ jobId }`
 * once every byte is stored. `POST /api/import/experiment?file=…&options={}` does the same for a finished experiment, one row a unit.
 */
export function importRoute(
  server: FastifyInstance,
  services: StudioServices,
  signedIn: (request: FastifyRequest) => Promise<SignedIn | undefined>,
): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scope.post("/api/import/experiment", { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
      const who = await signedIn(request);
      if (who === undefined) throw new AisleError("session.required", "You are not signed in.");
      refuseUnaskedUpload(request.headers);
      const asked = experimentQuery.safeParse(request.query);
      const options = experimentFileOptions.safeParse(asked.success ? parseJson(asked.data.options) : undefined);
      if (!asked.success || !options.success)
        throw new AisleError(
          "request.invalid",
          "Name the file; `options` is JSON with unit, arm, control, metrics, name and weights.",
        );
      const fault = textFault({ file: asked.data.file, options: options.data as Json });
      if (fault !== undefined) throw new AisleError("request.invalid", fault);
      const input = { fileName: asked.data.file, options: options.data };
      return await services.experiments.importFile(callerOf(who), input, request.raw);
    });
    scope.post("/api/import/:kind", { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
      const who = await signedIn(request);
      if (who === undefined) throw new AisleError("session.required", "You are not signed in.");
      refuseUnaskedUpload(request.headers);
      const path = params.safeParse(request.params);
      const asked = query.safeParse(request.query);
      if (!path.success || !asked.success) {
        throw new AisleError("request.invalid", "Name the kind (catalog, events, stock) and the file.");
      }
      const map = z.record(z.string(), z.string()).safeParse(parseJson(asked.data.map));
      if (!map.success) throw new AisleError("request.invalid", "`map` is a JSON object of field and column.");
      if (Buffer.byteLength(asked.data.map) > maxMapBytes) {
        throw new AisleError("request.too-large", `\`map\` may have up to ${maxMapBytes} bytes.`);
      }
      const fault = textFault({ file: asked.data.file, map: map.data });
      if (fault !== undefined) throw new AisleError("request.invalid", fault);
      return await services.imports.start(
        callerOf(who),
        { kind: path.data.kind, fileName: asked.data.file, map: map.data },
        request.raw,
      );
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
