// Takes a job, reports that it has begun, and never ends it: the conformance suite kills this process while it works.
import { startJobWorker } from "@aisle/platform/queue/job-worker";

const [settings, how, takeOverMs] = process.argv.slice(2);
const double = async (_payload, job) => {
  if (how === "advances") await job.advanced();
  process.send("began");
  return new Promise(() => setInterval(() => undefined, 1000));
};

await startJobWorker(JSON.parse(settings), { double }, { takeOverMs: Number(takeOverMs) });
