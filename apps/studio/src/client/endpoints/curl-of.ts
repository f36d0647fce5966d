/** A curl of the request, safe to paste into a shell; the key is a place to fill in unless one was just made. */
export function curlOf(url: string, body: string, key: string | undefined, headers: readonly string[] = []): string {
  const quoted = body.replaceAll("'", `'\\''`);
  return `curl -X POST ${url} \\\n  -H 'Authorization: Bearer ${key ?? "$AISLE_KEY"}' \\\n  -H 'Content-Type: application/json' \\\n${headers.map((header) => `  -H '${header}' \\\n`).join("")}  -d '${quoted}'`;
}
