// A supervisor in a process of its own, on fixture programs, for the test that kills it.
import { fileURLToPath } from "node:url";
import { Aisle } from "../dist/aisle.js";
import { readSettings } from "../dist/settings.js";

const script = fileURLToPath(new URL("program.fixture.mjs", import.meta.url));
const programs = [
  { name: "studio", script, args: ["studio"], health: "studio" },
  { name: "jobs", script, args: ["jobs"] },
];
const aisle = new Aisle(readSettings(process.env), { progress: console.log, output: () => undefined }, programs);
process.on("SIGTERM", async () => {
  await aisle.stop();
  process.exit(0);
});
console.log(`ready ${JSON.stringify(await aisle.start())}`);
