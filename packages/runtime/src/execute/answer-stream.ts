import { AisleError, toAisleError } from "../errors.ts";
import type { Json } from "../json.ts";
import type { Run } from "./run.ts";

/**
 * The parts of an answer that comes bit by bit. The run ends when they end, when the reader stops, and when its deadline or an
 * abort comes between, which throws `run.deadline` or `run.aborted` at the reader.
 */
export async function* answerStream(run: Run, parts: AsyncIterable<Json>, ended: Promise<void>): AsyncGenerator<Json> {
  const iterator = parts[Symbol.asyncIterator]();
  const end = ended.then(() => undefined);
  try {
    while (!run.ended) {
      const next = iterator.next();
      // Whoever waits for a part hears at once that the run has ended; a part that comes later is nobody's.
      next.catch(() => undefined);
      const part = await Promise.race([next, end]);
      if (part === undefined || part.done === true) break;
      yield part.value;
    }
  } catch (error) {
    run.fail(new AisleError("run.failed", toAisleError(error).message, {}, error));
  } finally {
    const wasRunning = !run.ended;
    run.endStream();
    // The source may wait for good: nobody waits for it.
    if (!wasRunning) void iterator.return?.().then(undefined, () => undefined);
    else await iterator.return?.();
  }
  if (run.error !== undefined) throw run.error;
}
