/** This process as a child of the supervisor. */
export interface Supervised {
  /** Tells the supervisor, when there is one, that this process is at work. */
  ready(): void;
}

/** A stop that takes longer than this is cut short. */
const stopWithinMs = 4000;
/** How often the supervisor is given a sign of life: it ends a program whose event loop stands still. */
const aliveEveryMs = 1000;

/**
 * Ends the process in good order on SIGTERM, on SIGINT, and when the supervisor is gone: runs `stop` once, then exits
 * with 0, or with 1 when `stop` failed or took more than 4 s.
 */
export function supervised(stop: () => Promise<void>): Supervised {
  // A supervisor that was killed reads our output no more; writing to it must not break off the stop.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  // The channel closes when the supervisor dies, however it dies.
  process.once("disconnect", end);
  return {
    ready() {
      process.send?.("ready");
      // Whoever looks at the program with a debugger makes it stand still.
      if (!debugged())
        setInterval(() => {
          // A supervisor that is just going away hears it no more; the channel's end is dealt with above.
          if (process.connected) process.send?.("alive", () => undefined);
        }, aliveEveryMs).unref();
    },
  };
}

const debugged = () => [...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((text) => text.includes("--inspect"));
