-- People whose data was deleted, for two days: what was on its way into the database by then is deleted when it has come.
CREATE TABLE "person_erasure" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "ids" TEXT[] NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_erasure_pkey" PRIMARY KEY ("workspace_id", "id")
);
