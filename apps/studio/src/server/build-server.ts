import type { StudioServices } from "@aisle/app/studio-services";
import { AisleError, errorBody } from "@aisle/runtime/errors";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import type { Access } from "./access/make-access.ts";
import type { People } from "./access/people.ts";
import { importRoute } from "./import-route.ts";
import { operationRoutes } from "./operation-routes.ts";
import type { Operations } from "./operations.ts";
import type { PresenceBoard } from "./presence/presence-board.ts";
import { type AppRouter, appRouter } from "./router.ts";
import { isSameSite } from "./same-site.ts";
import { serveStaticFiles } from "./static-files.ts";
import { webHeaders, webRequest } from "./web-request.ts";

export interface StudioServerOptions {
  readonly services: StudioServices;
  readonly access: Access;
  readonly operations: Operations;
  readonly people: People;
  readonly presence: PresenceBoard;
  /** Folder of the built client. */
  readonly clientFolder: string;
  /** Level of the log on standard output; `silent` in tests. */
  readonly logLevel?: string;
}

/** The studio's server, not yet listening: session check, tRPC, file imports, and the client's files. */
export function buildServer({
  services,
  access,
  operations,
  people,
  presence,
  clientFolder,
  logLevel,
}: StudioServerOptions): FastifyInstance {
  const server = Fastify({
    logger: { level: logLevel ?? "warn", redact: ["req.headers.cookie", "req.headers.authorization"] },
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 5000 },
    // Edits that waited offline come in one call, pinned samples among them.
    bodyLimit: 8 << 20,
    forceCloseConnections: true,
  });
  const signedIn = (request: FastifyRequest) => access.signedIn(webHeaders(request));

  // Cookies are Lax already; this keeps pages of other sites from changing anything, whatever the browser makes of them.
  server.addHook("onRequest", async (request, reply) => {
    if (request.method === "GET" || request.method === "HEAD" || isSameSite(request.headers)) return;
    const refusal = new AisleError("access.denied", "A page of another site may not change anything here.");
    return reply.code(refusal.row.status).send(errorBody(refusal));
  });

  server.get("/health", async () => ({ ok: true }));

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
    scope.route({
      method: ["GET", "POST"],
      url: "/api/auth/*",
      handler: async (request, reply) => {
        const response = await access.handle(webRequest(request));
        reply.code(response.status);
        for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
        const cookies = response.headers.getSetCookie();
        if (cookies.length > 0) reply.header("set-cookie", cookies);
        return reply.send(Buffer.from(await response.arrayBuffer()));
      },
    });
  });

  server.register(fastifyTRPCPlugin, {
    prefix: "/trpc",
    trpcOptions: {
      router: appRouter,
      createContext: async ({ req }) => ({
        services,
        people,
        presence,
        signedIn: await signedIn(req),
        askAgain: () => signedIn(req),
      }),
      onError: ({ error, path }) => {
        if (error.code === "INTERNAL_SERVER_ERROR") server.log.error({ err: error.cause ?? error, path });
      },
    },
  } satisfies FastifyTRPCPluginOptions<AppRouter>);

  importRoute(server, services, signedIn);
  operationRoutes(server, operations, services, signedIn);
  serveStaticFiles(server, clientFolder);
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(new AisleError("request.not-found", "There is nothing at this address."))),
  );
  return server;
}
