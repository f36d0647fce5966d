import { createHash } from "node:crypto";

/** Qdrant refuses names of more than 255 characters; a generation's suffix must fit as well. */
const maxAlias = 200;

/**
 * The name under which an installation reads a workspace's collection: an alias of its present generation. It holds the
 * installation, so that several of them share a server without seeing each other.
 */
export function qdrantAlias(installation: string, workspaceId: string, collection: string): string {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.codePointAt(0)!.toString(16)}_`);
  const head = `aisle.${plain(installation)}.`;
  const name = `${head}${plain(workspaceId)}.${plain(collection)}`;
  if (name.length <= maxAlias) return name;
  return (
    head +
    createHash("sha256")
      .update(JSON.stringify([workspaceId, collection]))
      .digest("hex")
      .slice(0, 40)
  );
}

/** The name of one generation: another one each time that the collection is made. */
export function qdrantGenerationName(alias: string, generation: string): string {
  return `${alias}.${generation}`;
}

/** Whether a collection of the server is a generation, present or left over, of an alias. */
export function isGenerationOf(alias: string, name: string): boolean {
  return name.startsWith(`${alias}.`) && /^[0-9a-f]+$/.test(name.slice(alias.length + 1));
}
