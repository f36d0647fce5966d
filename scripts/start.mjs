import "./require-node.mjs";
import { prepare } from "./prepare.mjs";

await prepare();
await import("../apps/supervisor/dist/main.js");
