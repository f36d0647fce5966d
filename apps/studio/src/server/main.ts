import { fileURLToPath } from "node:url";
import { createPool } from "@aisle/platform/postgres/pool";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { supervised } from "@aisle/platform/process/supervised";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { SecretKeys } from "@aisle/platform/secrets/secret-keys";
import { AisleError } from "@aisle/runtime/errors";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { makeAccess } from "./access/make-access.ts";
import { prismaPeople } from "./access/people.ts";
import { prismaAccessStore } from "./access/prisma-access-store.ts";
import { buildServer } from "./build-server.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { openServices } from "./open-services.ts";
import { makeOperations } from "./operations.ts";
import { PresenceBoard, postgresPresence } from "./presence/presence-board.ts";
import { studioOrigins } from "./request-origin.ts";

const clientFolder = fileURLToPath(new URL("../client", import.meta.url));

async function start(environment: Environment): Promise<() => Promise<void>> {
  const pool = createPool(environment.databaseUrl, { max: 10, name: "aisle studio" });
  const prisma = createPrismaClient(pool);
  const secretKeys = await SecretKeys.open({ home: environment.home, keys: environment.secretKeys });
  const { services, close } = await openServices(environment, { pool, prisma, secretKeys }, (error) =>
    console.error(error.message),
  );
  const origins = studioOrigins(environment.host, environment.port, environment.publicUrl);
  const access = makeAccess({
    origins,
    secret: environment.secret,
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    store: prismaAccessStore(prisma),
    localToken: environment.internalToken,
    secureCookies: environment.secureCookies,
  });
  const operations = makeOperations(environment, { pool, secretKeys, processes: new ProcessStatusStore(prisma) });
  const people = prismaPeople(prisma);
  const presence = new PresenceBoard(
    postgresPresence(environment.databaseUrl, pool, (error) => console.error(error.message)),
  );
  const { logLevel, pictureHosts } = environment;
  const trustProxy = environment.trustedProxies;
  const server = buildServer({
    ...{ services, access, operations, people, presence },
    ...{ origins, trustProxy, clientFolder, pictureHosts, logLevel },
  });
  await server.listen({ host: environment.host, port: environment.port });
  return async () => {
    await server.close();
    await close();
    await presence.close();
    await prisma.$disconnect();
    await pool.end();
  };
}

try {
  const stop = await start(readEnvironment(process.env));
  supervised(stop).ready();
} catch (error) {
  console.error(error instanceof AisleError ? `${error.message} ${error.row.help}` : error);
  process.exit(1);
}
