import type { Json } from "../json.ts";
import type { Effect } from "../node-sdk/capabilities/capability.ts";
import type { CollectionInfo } from "../node-sdk/capabilities/vectors.ts";

/** What compile knows of the world outside the graph; plain data, the same for client and server. */
export interface Facts {
  /** What the graph is for. */
  readonly target: "endpoint" | "job";
  readonly collections: readonly Pick<CollectionInfo, "name" | "embedder">[];
  /** Trained artifacts, such as `popularity`; another content is another version. */
  readonly artifacts?: readonly { readonly name: string; readonly version: string }[];
  /** The embedding models that a query can be embedded by; all of them when absent. */
  readonly embedders?: readonly string[];
  /** The embedding model that rebuilding a collection would use, by the collection's name; only those that can be. */
  readonly rebuiltBy?: { readonly [collection: string]: string };
  /** Effects that this graph may use; all of them when absent. */
  readonly permittedEffects?: readonly Effect[];
  /** Measured p95 of each node type, in milliseconds. */
  readonly p95Ms?: { readonly [type: string]: number };
  /** The most that the slowest path may take, in milliseconds. */
  readonly latencyBudgetMs?: number;
}

/** The values of facts by their path; null for one that is not known. */
export type FactValues = { readonly [path: string]: Json };

/**
 * Facts as one compilation reads them. `read` holds every path that was read with its value: a plan depends on those and on no
 * other. What only says whether a graph may run (limits, permitted effects) or how to repair it is read from `all` and leaves no
 * trace, since the plan is the same whatever it says.
 */
export interface FactReader {
  readonly target: Facts["target"];
  readonly all: Facts;
  /** A fact by its path: `<kind>.<name>.<property>`, such as `collection.catalog.embedder` or `artifact.popularity.version`. */
  get(path: string): string | undefined;
  readonly read: FactValues;
}

/** Opens facts for reading by one compilation. */
export function readFacts(facts: Facts): FactReader {
  const find = factFinder(facts);
  const read: Record<string, Json> = {};
  return {
    target: facts.target,
    all: facts,
    get(path) {
      const value = find(path);
      read[path] = value ?? null;
      return value;
    },
    read,
  };
}

/** True when every fact that a plan read still has the value that it was compiled with. */
export function sameFacts(read: FactValues, facts: Facts): boolean {
  return changedFacts(read, facts).length === 0;
}

/** The paths of those facts that a plan read and that have another value now. */
export function changedFacts(read: FactValues, facts: Facts): readonly string[] {
  const find = factFinder(facts);
  return Object.keys(read).filter((path) => (find(path) ?? null) !== read[path]);
}

function factFinder(facts: Facts): (path: string) => string | undefined {
  let collections: ReadonlyMap<string, string> | undefined;
  let artifacts: ReadonlyMap<string, string> | undefined;
  return (path) => {
    const [, kind, name, property] = /^([a-z]+)\.(.+)\.([a-z]+)$/i.exec(path) ?? [];
    if (kind === "collection" && property === "embedder") {
      collections ??= new Map(facts.collections.map((one) => [one.name, one.embedder]));
      return collections.get(name!);
    }
    if (kind === "artifact" && property === "version") {
      artifacts ??= new Map((facts.artifacts ?? []).map((one) => [one.name, one.version]));
      return artifacts.get(name!);
    }
    return undefined;
  };
}
