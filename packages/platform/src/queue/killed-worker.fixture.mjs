// Takes a job and never ends it: the conformance suite kills this process while it works.
import { createPostgresBackend, Worker } from "bullmq";

const { databaseUrl, redisUrl, queueName } = JSON.parse(process.argv[2]);
const forever = () => new Promise(() => setInterval(() => undefined, 1000));
const lock = { lockDuration: 1000, stalledInterval: 500 };

if (redisUrl) {
  const connection = { url: redisUrl, maxRetriesPerRequest: null };
  new Worker(queueName, forever, { connection, prefix: "aisle", ...lock });
} else {
  const connection = { connectionString: databaseUrl, schema: "bullmq", migrate: true };
  new Worker(queueName, forever, { connection, ...lock }, createPostgresBackend);
}
