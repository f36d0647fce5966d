import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What npm finds of these packages in the lock; an entry that does not obey an override makes it fail. */
const list = (names: readonly string[]) =>
  promisify(execFile)("npm", ["ls", ...names, "--package-lock-only"], {
    cwd: root,
    shell: process.platform === "win32",
  });

it("the lock holds the overridden packages below tfjs-node, not the old ones", async () => {
  const { overrides } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    readonly overrides: { readonly "@tensorflow/tfjs-node": { readonly [name: string]: string } };
  };
  const names = Object.keys(overrides["@tensorflow/tfjs-node"]);
  expect(names).toContain("tar");
  const { stdout } = await list(names);
  expect(stdout).not.toContain("invalid");
  for (const name of names) expect(stdout).toMatch(new RegExp(`[─ ]${name}@\\d`));
}, 60_000);
