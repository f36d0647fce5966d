import { AisleError } from "@aisle/runtime/errors";
import { pinLimit, splitPort } from "@aisle/runtime/graph/graph";
import { portJson } from "@aisle/runtime/node-sdk/port-value";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { PortSample } from "../runs/runs-shapes.ts";
import { withoutInternalFacts } from "./internal-facts.ts";
import type { StoredRun } from "./run-memory.ts";

/**
 * The whole value that stood on a port of a run, to be pinned; facts that not everybody may read are left out. Throws `pin.too-large` for one beyond the limit of a pin, and
 * `request.invalid` when nothing of the port's type stood there.
 */
export function portSample(run: StoredRun, registry: Registry, ref: string): PortSample {
  const { node, port } = splitPort(ref);
  const type = run.graph.nodes.find((candidate) => candidate.id === node)?.type ?? "";
  const is = registry.manifests.get(type)?.outputs[port]?.type;
  const whole = is === undefined ? undefined : portJson(is, run.values.get(ref));
  if (is === undefined || whole === undefined)
    throw new AisleError("request.invalid", "Nothing that can be pinned stood on this port.", { port: ref });
  const value = withoutInternalFacts(is, whole);
  const size = JSON.stringify(value).length;
  if (size > pinLimit) {
    const kb = Math.ceil(size / 1024);
    throw new AisleError(
      "pin.too-large",
      `This value has ${kb} KB; a pinned sample may have up to ${pinLimit / 1024} KB.`,
      {
        port: ref,
        size,
      },
    );
  }
  return { port: ref, value, revision: run.revision };
}
