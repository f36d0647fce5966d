import { parentPort, workerData } from "node:worker_threads";
import { type CallHandlers, type CallPort, ChannelCalls } from "./channel-calls.ts";

type HandlersOf = (parent: Pick<ChannelCalls, "call">) => CallHandlers;

/** In a thread's program: answers the calls of the thread that started it; gives the data that it was started with. */
export function answerInThread<Data>(
  handlersOf: (data: Data, parent: Pick<ChannelCalls, "call">) => CallHandlers,
): void {
  const port = parentPort!;
  const channel: CallPort = {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on("message", listener),
  };
  answer(channel, (parent) => handlersOf(workerData as Data, parent));
}

/** In a child process's program: answers the calls of the process that started it, and ends with it. */
export function answerInProcess(handlersOf: HandlersOf): void {
  process.once("disconnect", () => process.exit(0));
  answer(
    {
      postMessage: (message) => process.send?.(message),
      onMessage: (listener) => void process.on("message", listener),
    },
    handlersOf,
  );
}

function answer(port: CallPort, handlersOf: HandlersOf): void {
  new ChannelCalls(port, handlersOf);
  port.postMessage({ kind: "ready" });
}
