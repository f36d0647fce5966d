import { toAisleError } from "@aisle/runtime/errors";
import { Aisle } from "./aisle.ts";
import { readSettings } from "./settings.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

// A terminal or a pipe that was closed must not keep us from stopping in good order.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const aisle = new Aisle(settings, {
    progress: (line) => say(`› ${line}`),
    output: (name, line) => say(`  [${name}] ${line}`),
  });

  let stopping: Promise<void> | undefined;
  const stop = (exitCode: number) => {
    stopping ??= aisle.stop().then(
      () => {
        if (exitCode === 0) say("Aisle has stopped");
        process.exit(exitCode);
      },
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
    return stopping;
  };
  const interrupt = () => {
    if (!stopping) say("› Stopping");
    void stop(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  if (process.env.npm_lifecycle_event) whenParentEnds(interrupt);

  try {
    const { studio, worker, signIn } = await aisle.start();
    if (stopping) return;
    say("");
    say("Aisle is ready");
    say(`  Studio     ${studio}`);
    say(`  Endpoints  ${worker}`);
    say(`  Sign in    ${signIn}  (works once, within 24 hours)`);
    say(`  Data       ${settings.home}`);
    say("  Ctrl-C stops everything.");
  } catch (error) {
    if (stopping) return;
    console.error(`✗ ${toAisleError(error).message}`);
    await stop(1);
  }
}

/** npm runs us through a shell, which a signal to npm ends without our hearing of it. */
function whenParentEnds(then: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, 250);
  watch.unref();
}

try {
  await main();
} catch (error) {
  console.error(`✗ ${toAisleError(error).message}`);
  process.exit(1);
}
