// A job process with a short lock: the test kills it while it works, and another one takes its jobs over four seconds later.
import { readEnvironment } from "../../dist/environment.js";
import { startJobs } from "../../dist/jobs/job-process.js";

await startJobs(readEnvironment(process.env), { takeOverMs: 4000 });
process.send("ready");
