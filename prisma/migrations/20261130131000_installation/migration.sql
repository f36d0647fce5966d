-- Who this installation is on servers that it shares with others, such as Qdrant.
CREATE TABLE "installation" (
    "single" BOOLEAN NOT NULL DEFAULT true,
    "id" TEXT NOT NULL,
    "database_identity" TEXT NOT NULL,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("single"),
    CONSTRAINT "installation_single" CHECK ("single")
);
