-- Why a person stopped it.
ALTER TABLE "experiment" ADD COLUMN "stop_reason" TEXT;
