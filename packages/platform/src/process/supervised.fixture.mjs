// A supervised program: says when it stops; with "stuck", its stop never ends; with "failing", it fails.
import { writeFileSync } from "node:fs";
import { supervised } from "../../dist/process/supervised.js";

const [kind, note] = process.argv.slice(2);
const keepAlive = setInterval(() => undefined, 1000);
supervised(async () => {
  writeFileSync(note, "stopped");
  console.log("stopped");
  if (kind === "stuck") await new Promise(() => undefined);
  if (kind === "failing") throw new Error("cannot");
  clearInterval(keepAlive);
}).ready();
