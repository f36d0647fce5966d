/** The file's first bytes as base64, enough to see its columns. */
export async function headOf(file: File, bytes = 262_144): Promise<string> {
  const head = new Uint8Array(await file.slice(0, bytes).arrayBuffer());
  let binary = "";
  for (let at = 0; at < head.length; at += 8192) binary += String.fromCharCode(...head.subarray(at, at + 8192));
  return btoa(binary);
}

export interface Upload {
  readonly kind: "catalog" | "events" | "stock" | "experiment";
  readonly file: File;
  readonly map: { readonly [field: string]: string };
  /** Bytes sent so far. */
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a file to its import, with progress; resolves to the job's id, rejects with the server's words. */
export function uploadFile({ kind, file, map, onProgress, signal }: Upload): Promise<string> {
  return new Promise((resolve, reject) => {
    // fetch reports nothing of how much of an upload has gone out; XMLHttpRequest does.
    const request = new XMLHttpRequest();
    const settings = kind === "experiment" ? "options" : "map";
    const query = new URLSearchParams({ file: file.name, [settings]: JSON.stringify(map) });
    request.open("POST", `/api/import/${kind}?${query}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    // A page of another origin cannot send this without being asked for by the server.
    request.setRequestHeader("x-aisle-upload", "1");
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      const answer = readJson(request.responseText);
      if (request.status === 200 && typeof answer.jobId === "string") resolve(answer.jobId);
      else reject(new Error(answer.error?.message ?? `The server answered ${request.status}.`));
    };
    request.onerror = () =>
      reject(new Error("The connection was lost. Nothing is imported twice: choose the file again."));
    request.onabort = () => reject(new Error("You stopped the upload."));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function readJson(text: string): { readonly jobId?: unknown; readonly error?: { readonly message?: string } } {
  try {
    return JSON.parse(text) as { jobId?: unknown };
  } catch {
    return {};
  }
}
