import { type LoadOptions, load } from "./load.ts";

// Runs one load in a process of its own and sends the result back, so that measuring shares no event loop with a server.
process.once("message", (options) => {
  load(options as LoadOptions).then(
    (result) => process.send!(result, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
