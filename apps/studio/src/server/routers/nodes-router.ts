import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { JsonObject } from "@aisle/runtime/json";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

type IconShapes = readonly (readonly [string, { readonly [attribute: string]: string }])[];

let icons: { readonly [name: string]: IconShapes } | undefined;

/** The outlines of the named Tabler icons, so that the browser loads the few that nodes use and a stranger's node may use any. */
function iconShapes(names: Iterable<string>): { readonly [name: string]: IconShapes } {
  if (icons === undefined) {
    const file = createRequire(import.meta.url).resolve("@tabler/icons/tabler-nodes-outline.json");
    icons = JSON.parse(readFileSync(file, "utf8")) as { readonly [name: string]: IconShapes };
  }
  const shapes: { [name: string]: IconShapes } = {};
  for (const name of names) {
    const found = icons[name];
    if (found !== undefined) shapes[name] = found;
  }
  return shapes;
}

/** The node catalogue, the facts that wires are checked against, and the check of a config as it is typed. */
export const nodesRouter = router({
  catalogue: procedure.query(async ({ ctx }) => {
    const manifests = await ctx.services.nodeCatalogue(ctx.caller);
    return { manifests, icons: iconShapes(new Set(manifests.map((manifest) => manifest.icon))) };
  }),
  facts: procedure.query(({ ctx }) => ctx.services.facts(ctx.caller)),
  checkConfig: procedure
    .input(z.object({ type: z.string().max(120), config: z.record(z.string(), z.json()) }))
    .query(({ ctx, input }) =>
      ctx.services.checkConfig(ctx.caller, { type: input.type, config: input.config as JsonObject }),
    ),
});
