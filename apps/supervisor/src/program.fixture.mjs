// Stands for a program under the supervisor: answers /health, ends itself on /crash, keeps itself busy after /busy, and, with "stubborn", ignores SIGTERM.
import { createServer } from "node:http";

const [role] = process.argv.slice(2);
const ports = { studio: process.env.AISLE_PORT, serve: process.env.AISLE_WORKER_PORT };

if (role === "broken") {
  console.error("no such file: plans.json");
  process.exit(3);
}
setInterval(() => process.connected && process.send("alive", () => undefined), 200).unref();
// For half a minute, whatever is asked meanwhile.
const standStill = () => {
  const until = performance.now() + 30_000;
  while (performance.now() < until);
};
process.on("SIGTERM", () => {
  if (role !== "stubborn") process.exit(0);
});
if (ports[role]) {
  createServer((request, response) => {
    if (request.url === "/crash") process.exit(7);
    if (request.url === "/busy") setTimeout(standStill, 50);
    response.end(JSON.stringify({ pid: process.pid, database: process.env.DATABASE_URL }));
  }).listen(Number(ports[role]), process.env.AISLE_HOST);
} else {
  setInterval(() => undefined, 1000);
  process.send?.("ready");
}
