import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable, Transform } from "node:stream";
import { CommandError } from "./command-error.ts";
import type { ProgressLine } from "./progress-line.ts";
import type { StudioClient } from "./studio-client.ts";

/** Streams a file to a route of the studio that queues a job for it; shows how far it is. */
export async function uploadFile(
  client: StudioClient,
  route: string,
  file: string,
  settings: { readonly [name: string]: string },
  line: ProgressLine,
): Promise<{ readonly jobId: string }> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw new CommandError(`There is no file ${file}.`);
  const total = found.size;
  let sent = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      line.show(
        `Sending ${basename(file)} · ${Math.round((100 * sent) / Math.max(1, total))} % of ${(total / 1e6).toFixed(1)} MB`,
      );
      done(null, chunk);
    },
  });
  const source = createReadStream(file);
  source.on("error", (error) => counted.destroy(error));
  const body = Readable.toWeb(source.pipe(counted)) as unknown as ReadableStream;
  const query = new URLSearchParams({ file: basename(file), ...settings });
  const stop = () => {
    line.end("Stopped before the file was sent whole: nothing of it was imported. Run the same command again.");
    process.exit(130);
  };
  process.once("SIGINT", stop);
  try {
    const response = await client.fetch(`${route}?${query}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "x-aisle-upload": "1" },
      body,
      duplex: "half",
    });
    return (await response.json()) as { readonly jobId: string };
  } finally {
    process.removeListener("SIGINT", stop);
  }
}
