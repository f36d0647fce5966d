import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";

export type { PrismaClient };

/** A Prisma client over its own small pool of connections; `$disconnect()` closes them. */
export function createPrismaClient(url: string, { max = 5 }: { readonly max?: number } = {}): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max, application_name: "aisle prisma" }) });
}
