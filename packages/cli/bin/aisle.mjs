#!/usr/bin/env node
import { existsSync } from "node:fs";

const program = new URL("../dist/main.js", import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error("The command is not built yet: run `npm start` once, it builds everything.");
  process.exitCode = 1;
}
