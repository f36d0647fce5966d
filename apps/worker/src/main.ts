import { supervised } from "@aisle/platform/process/supervised";
import { AisleError } from "@aisle/runtime/errors";
import { readEnvironment } from "./environment.ts";

type Running = { readonly stop: () => Promise<void>; readonly warm?: () => Promise<void> };

const roles = {
  serve: async () => (await import("./serve/serving-process.ts")).startServing,
  jobs: async () => (await import("./jobs/job-process.ts")).startJobs,
};

async function main(role: string | undefined): Promise<void> {
  if (role !== "serve" && role !== "jobs") throw new AisleError("config.invalid", "Say which role: serve or jobs.");
  const start = await roles[role]();
  const running: Running = await start(readEnvironment(process.env));
  supervised(() => running.stop()).ready();
  running.warm?.().catch(console.error);
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof AisleError ? `${error.message} ${error.row.help}` : error);
  process.exit(1);
});
