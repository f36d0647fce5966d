import type { StudioServices } from "@aisle/app/services/studio-services";
import { answerBrokenRequest } from "@aisle/platform/http/answer-broken-request";
import { answerExpectation } from "@aisle/platform/http/answer-expectation";
import { connectionLimits, maxConnections } from "@aisle/platform/http/connection-limits";
import { AisleError, errorBody } from "@aisle/runtime/errors";
import { TRPCError } from "@trpc/server";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Access } from "./access/make-access.ts";
import type { People } from "./access/people.ts";
import { authRoutes } from "./auth-routes.ts";
import { guardRequests } from "./guard-requests.ts";
import { importRoute } from "./import-route.ts";
import { databaseLoss, knownError } from "./known-error.ts";
import { operationRoutes } from "./operation-routes.ts";
import type { Operations } from "./operations.ts";
import type { PresenceBoard } from "./presence/presence-board.ts";
import { type AppRouter, appRouter } from "./router.ts";
import { serveStaticFiles } from "./static-files.ts";
import { StreamCounts } from "./stream-counts.ts";
import { trpcCodeOf } from "./trpc-code.ts";
import { webHeaders } from "./web-request.ts";

export interface StudioServerOptions {
  readonly services: StudioServices;
  readonly access: Access;
  readonly operations: Operations;
  readonly people: People;
  readonly presence: PresenceBoard;
  /** Origins of the studio's own pages. */
  readonly origins: ReadonlySet<string>;
  /** Proxies whose `X-Forwarded-For` is believed, as `parseTrustedProxies` gives them. */
  readonly trustProxy?: string[];
  /** How long a request's body may take. */
  readonly bodyMs?: number;
  /** Folder of the built client. */
  readonly clientFolder: string;
  /** Hosts whose product pictures may come by http. */
  readonly pictureHosts?: readonly string[];
  /** Level of the log on standard output; `silent` in tests. */
  readonly logLevel?: string;
}

/** Calls in one request; the client sends fewer. */
const maxBatchSize = 100;

/** The studio's server, not yet listening: session check, tRPC, file imports, and the client's files. */
export function buildServer({
  services,
  access,
  operations,
  people,
  presence,
  origins,
  trustProxy = [],
  bodyMs = 30_000,
  clientFolder,
  pictureHosts = [],
  logLevel,
}: StudioServerOptions): FastifyInstance {
  const server = Fastify({
    logger: { level: logLevel ?? "warn", redact: ["req.headers.cookie", "req.headers.authorization"] },
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 5000 },
    // Edits that waited offline come in one call, pinned samples among them.
    bodyLimit: 8 << 20,
    trustProxy,
    clientErrorHandler: answerBrokenRequest,
    forceCloseConnections: true,
    http: connectionLimits,
    frameworkErrors: (error, _request, reply) => answerError(error, reply),
  });
  server.server.maxConnections = maxConnections;
  server.server.on("checkExpectation", answerExpectation);
  const signedIn = (request: FastifyRequest) => access.signedIn(webHeaders(request));
  const streams = new StreamCounts();

  server.setErrorHandler((thrown: FastifyError, request, reply) => {
    const { code } = answerError(thrown, reply);
    if (code === "internal") request.log.error({ err: thrown, path: request.routeOptions.url });
  });
  guardRequests(server, { origins, bodyMs });

  server.get("/health", async () => ({ ok: true }));
  authRoutes(server, access);

  server.register(fastifyTRPCPlugin, {
    prefix: "/trpc",
    trpcOptions: {
      router: appRouter,
      maxBatchSize,
      // A question whose input is too long for an address is asked in the body.
      allowMethodOverride: true,
      createContext: async ({ req, res }) => ({
        services,
        people,
        presence,
        streams,
        signedIn: await signedIn(req).catch(refuseContext),
        askAgain: () => signedIn(req),
        onClosed: (then) => void res.raw.once("close", then),
      }),
      onError: ({ error, path }) => {
        const isExpected = error.cause instanceof AisleError && error.cause.code !== "internal";
        if (error.code === "INTERNAL_SERVER_ERROR" && !isExpected)
          server.log.error({ err: error.cause ?? error, path });
      },
    },
  } satisfies FastifyTRPCPluginOptions<AppRouter>);

  importRoute(server, services, signedIn);
  operationRoutes(server, { operations, services, access, signedIn });
  serveStaticFiles(server, clientFolder, pictureHosts);
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(new AisleError("request.not-found", "There is nothing at this address."))),
  );
  return server;
}

/** No procedure is asked when the caller cannot be determined: the status of that error is given here. */
function refuseContext(thrown: unknown): never {
  const cause = databaseLoss(thrown);
  if (!(cause instanceof AisleError)) throw thrown;
  throw new TRPCError({ code: trpcCodeOf(cause.row.status), message: cause.message, cause });
}

/** Sends an error in the one shape; nosniff again, for those that come before any hook. */
function answerError(thrown: FastifyError, reply: FastifyReply): AisleError {
  const error = knownError(thrown);
  if (error.row.retryable) reply.header("retry-after", "1");
  reply.code(error.row.status).header("x-content-type-options", "nosniff").send(errorBody(error));
  return error;
}
